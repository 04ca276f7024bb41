// receive: files, folders, PDF, OFD, TIFF, ZIP become Pages; intake.json becomes an Intake. Nothing is trusted: limits are
// tested before anything is decoded.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/claim.hpp"
#include "core/page.hpp"
#include "core/result.hpp"

namespace claimpack::receive {

struct Limits {
  std::int64_t pixels_max = 120'000'000;  // of one page
  int pages_max = 500;                    // of one file
  int claim_pages_max = 1000;             // of one claim
  std::int64_t file_bytes_max = 512ll << 20;
  std::int64_t unpacked_bytes_max = 1ll << 30;  // of one archive
  double unpack_ratio_max = 200;                // unpacked : packed
  int archive_entries_max = 2000;
  int program_seconds_max = 60;  // for one run of a poppler program
};

// A claim found on disk: a folder of scans, or one PDF, OFD, TIFF, ZIP.
struct ClaimSource {
  std::string claim_id;  // the folder's or file's name, until intake.json names another
  std::filesystem::path path;
};
// A PATH of the command line: one claim if it is a file or holds scans; a batch if it holds folders of scans
// (or archives). In natural order (`2` before `10`).
core::Result<std::vector<ClaimSource>> find_claims(const std::filesystem::path& path);

// A page that is known of but not decoded yet, so that memory does not grow with the claim. What decode() gives:
// - Page::pixels as stored; the turn of EXIF, of the TIFF's orientation or of the PDF page stands in Page::exif_turn. One
//   channel where all pixels are grey. What is transparent is white paper, or black where the print is light.
// - Page::dpi as the file states it, from 50 to 1200; where nothing believable is said (72 and 96 dpi beyond the size of
//   A4 among it), estimated so that the longer side is that of A4, 297 mm.
// - Of a PDF page that shows one image (at least 85 % of each side, no print over it) the image's own pixels. A scan in
//   strips or layers, mirrored, or with margins is drawn at its images' resolution, 100 to 300 dpi. All else is
//   born-digital: drawn at 200 dpi, with its text. Boxes are in pixels of what was delivered.
// - A page of an OFD is drawn at 200 dpi with its text in the same way, or as a scan where it shows one picture with no
//   print over it. What could not be drawn, and text off the page, stands in Page::faults; the file's own data (the
//   original invoice as XML, index terms, who signed) in Page::embedded of its document's first page.
// - Page::original: the JPEG's bytes, those of an opaque PNG that is not interlaced, or one Group 4 strip; of other codings none.
// Errors of decode(): damaged (also a picture that ends early), too_large, unreadable, timeout, missing_part, failed.
class PendingPage {
 public:
  virtual ~PendingPage() = default;
  virtual core::Origin origin() const = 0;
  virtual core::Result<core::Page> decode() const = 0;  // from any thread
};

class Opener;

struct Received {
  core::Intake intake;                              // as said; empty where there is no intake.json
  std::vector<std::unique_ptr<PendingPage>> pages;  // natural order of files, pages in file order
  std::vector<core::SetAside> set_aside;            // files that are not scans (no error) or cannot be read (error)
  std::vector<core::InputFile> inputs;              // every file looked at, with its sha256
};
// Opens a claim. An Error only where the whole claim cannot be taken (unreadable folder, malformed intake.json:
// place "intake.json:line:column"); one bad file goes to `set_aside`.
// `opener` (opener.hpp): who opens the files; null: this process.
core::Result<Received> receive(const ClaimSource& source, const Limits& limits, Opener* opener = nullptr);
// The same for loose files (the command `extract`).
core::Result<Received> receive_files(const std::vector<std::filesystem::path>& files, const Limits& limits,
                                     Opener* opener = nullptr);

// JSON of the front desk. `name` is used in places ("intake.json:3:17").
core::Result<core::Intake> parse_intake(const std::string& json, const std::string& name);

// `2` before `10`, case ignored, then by bytes.
bool natural_less(const std::string& a, const std::string& b);

}  // namespace claimpack::receive
