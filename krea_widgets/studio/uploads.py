"""The files that were uploaded to Krea, as `krea.uploads()` lists them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timezone
from typing import TYPE_CHECKING, Any

from .._util.text import timestamp
from ..media import Asset
from .records import Records

if TYPE_CHECKING:
    from ..api import AssetResponse

__all__ = ["UploadList", "UploadedFile"]


@dataclass(frozen=True)
class UploadedFile:
    """A file at Krea, or in the sandbox.

    Attributes:
        asset: The `Asset`, which `krea.animate` takes as an image: it is not uploaded again.
        description: As it was uploaded; "krea_widgets: " and the file name for files of this package.
        uploaded_at: In UTC, or None.
        size: Bytes, or None.
        mime_type: Such as "image/jpeg", or "".
    """

    asset: Asset
    description: str
    uploaded_at: datetime | None
    size: int | None
    mime_type: str
    _delete: Callable[[Asset], object] = field(repr=False, compare=False)

    def delete(self) -> None:
        """Delete the file. Clips that were made from it stay; a job that still needs it fails.

        Raises:
            NotFound: It was deleted already.
            KreaError: It could not be deleted.

        Example:
            ```python
            for upload in krea.uploads():
                if upload.description.startswith("krea_widgets"):
                    upload.delete()
            ```
        """
        self._delete(self.asset)

    def row(self) -> dict[str, Any]:
        """The plain values."""
        asset = self.asset
        return {
            "id": asset.id,
            "description": self.description,
            "uploaded_at": self.uploaded_at,
            "size": self.size,
            "MB": f"{self.size / 1e6:.1f}" if self.size else "",
            "mime_type": self.mime_type,
            "width": asset.width,
            "height": asset.height,
            "url": asset.image_url,
        }


class UploadList(Records[UploadedFile]):
    """Uploads, the newest first."""

    columns = ("description", "uploaded_at", "MB", "mime_type", "id")

    @classmethod
    def of(cls, responses: Iterable[AssetResponse], delete: Callable[[Asset], object]) -> UploadList:
        """The uploads of these responses; `delete` deletes one."""
        uploads = [
            UploadedFile(one.asset, one.description, _time(one.uploaded_at), one.size, one.mime_type, delete)
            for one in responses
        ]
        return cls(uploads, (upload.row() for upload in uploads))


def _time(text: str) -> datetime | None:
    at = timestamp(text)
    return None if at is None else datetime.fromtimestamp(at, timezone.utc)
