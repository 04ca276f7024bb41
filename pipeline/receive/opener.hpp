// Opening one file: the part of receiving that meets untrusted bytes. Here, or where another does it in a process of its own.
#pragma once

#include "receive/archive.hpp"
#include "receive/content.hpp"
#include "receive/scan_file.hpp"

namespace claimpack::receive {

enum class FileKind : int { jpeg, png, bmp, tiff, pdf, ofd };
FileKind kind_of(Content scan);

struct OpenedFile {
  Pages pages;
  std::int64_t unpacked_bytes = 0;  // of an OFD
  std::string listing;              // behind doors: spares who opens the file again some of the work
};

// `listing`: of an earlier opening of the same file; empty: there was none. Errors: those of scan_file.hpp.
core::Result<OpenedFile> open_scan(const ScanFile& file, FileKind kind, const Limits& limits, std::int64_t unpacked_bytes_left,
                                   const std::string& listing = {});
// Of an OFD or an office document nothing is unpacked: what it is, is told; of others with `files_too`. Errors: those of
// archive.hpp.
core::Result<Archive> take_apart(const ScanFile& file, const Limits& limits, bool files_too);

class Opener {
 public:
  virtual ~Opener() = default;
  virtual core::Result<OpenedFile> open(const ScanFile& file, FileKind kind, const Limits& limits,
                                        std::int64_t unpacked_bytes_left) {
    return open_scan(file, kind, limits, unpacked_bytes_left);
  }
  virtual core::Result<Archive> unpack(const ScanFile& file, const Limits& limits, bool files_too) {
    return take_apart(file, limits, files_too);
  }
};

}  // namespace claimpack::receive
