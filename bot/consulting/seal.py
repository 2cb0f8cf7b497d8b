"""The key that keeps what people ask unnamed apart from who they are.

An anonymous consultation needs a way back for the reply, so the relation is kept, and kept encrypted: the database
holds only a token that needs the key to be read. The key is a file of its own in DATA_DIR, readable by its owner
alone, never in the database and so never in a backup: whoever has a copy of either cannot tell who asked. The tokens
are deleted when the matter is over, so that the key opens nothing old. One key for all, not one for each
consultation: many small files would have to be deleted as surely as the tokens, and tell nothing less.

Who restores a backup on another machine without the key loses the open ways back, and nothing else. Machines that
share a database must have the same file.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken

KEY_FILE = "anonymous.key"


class SealError(Exception):
    """The key cannot be used; the message is one Chinese line with the reason and the mend."""


class Seal:
    """Encrypts and decrypts (https://cryptography.io/en/stable/fernet/: AES-128-CBC and HMAC-SHA256).

    Args:
        key: As Fernet wants it: 32 bytes, URL-safe base64.

    Raises:
        ValueError: It is no such key.
    """

    def __init__(self, key: bytes) -> None:
        self._fernet = Fernet(key)
        self._key = key

    @classmethod
    def open(cls, folder: Path) -> Seal:
        """Use the key in a folder (DATA_DIR), made where there is none.

        Raises:
            SealError: It cannot be read or made.
        """
        file = folder / KEY_FILE
        try:
            if not file.exists():
                _make(file)
            file.chmod(0o600)
            return cls(file.read_bytes().strip())
        except ValueError:
            raise SealError(
                f"密钥文件 {KEY_FILE} 已损坏，请从原机器拷回；实在没有就删掉它，未办结的匿名来件将无法回复"
            ) from None
        except OSError as error:
            raise SealError(f"密钥文件 {KEY_FILE} 用不了（{error.strerror}），请检查 DATA_DIR 的权限和空间") from error

    def close(self, words: str) -> str:
        """Encrypt; the same words never look the same twice."""
        # Fernet writes the time into the token in plain, which would tell when somebody asked
        return self._fernet.encrypt_at_time(words.encode(), current_time=0).decode()

    def read(self, token: str) -> str | None:
        """Decrypt; None where another key has made the token."""
        try:
            return self._fernet.decrypt(token.encode()).decode()
        except InvalidToken:
            return None

    def digest(self, words: bytes) -> str:
        """Return a hash that only who has the key can make (HMAC-SHA256), 64 hexadecimal digits."""
        return hmac.new(self._key, words, hashlib.sha256).hexdigest()


def _make(file: Path) -> None:
    """Write a new key, whole or not at all; one that another process has just written stays."""
    file.parent.mkdir(parents=True, exist_ok=True)
    scratch = file.with_name(f".{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out:
            out.write(Fernet.generate_key())
            out.flush()
            os.fsync(out.fileno())
        os.link(scratch, file)
    except FileExistsError:
        return
    finally:
        scratch.unlink(missing_ok=True)
