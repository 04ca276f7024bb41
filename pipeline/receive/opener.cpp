#include "receive/opener.hpp"

#include <utility>

namespace claimpack::receive {

FileKind kind_of(Content scan) {
  switch (scan) {
    case Content::jpeg: return FileKind::jpeg;
    case Content::png: return FileKind::png;
    case Content::bmp: return FileKind::bmp;
    case Content::tiff: return FileKind::tiff;
    default: return FileKind::pdf;
  }
}

core::Result<OpenedFile> open_scan(const ScanFile& file, FileKind kind, const Limits& limits, std::int64_t unpacked_bytes_left,
                                   const std::string& listing) {
  OpenedFile opened;
  opened.listing = listing;
  const auto open = [&]() -> core::Result<Pages> {
    switch (kind) {
      case FileKind::jpeg: return open_jpeg(file, limits);
      case FileKind::png: return open_png(file, limits);
      case FileKind::bmp: return open_bmp(file, limits);
      case FileKind::tiff: return open_tiff(file, limits);
      case FileKind::pdf: return open_pdf(file, limits, opened.listing);
      case FileKind::ofd: break;
    }
    std::int64_t left = unpacked_bytes_left;
    auto pages = open_ofd(file, limits, left);
    opened.unpacked_bytes = unpacked_bytes_left - left;
    return pages;
  };
  auto pages = open();
  if (!pages) return pages.error();
  opened.pages = std::move(pages).value();
  return opened;
}

core::Result<Archive> take_apart(const ScanFile& file, const Limits& limits, bool files_too) {
  const auto kind = kind_of_archive(file.path, file.name, limits);
  if (!kind) return kind.error();
  if (kind.value() == Archive::Kind::files && files_too) return unpack(file.path, file.name, limits);
  Archive archive;
  archive.kind = kind.value();
  return archive;
}

}  // namespace claimpack::receive
