// One file of scans, opened: its pages are known and within the limits, nothing is decoded yet.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/page.hpp"
#include "core/result.hpp"
#include "receive/receive.hpp"

namespace claimpack::receive {

struct ScanFile {
  std::filesystem::path path;
  std::string name;                  // UTF-8, relative to the claim: Origin::file
  std::shared_ptr<const void> keep;  // a temporary folder that must live as long as its pages; may be empty
};

using Pages = std::vector<std::unique_ptr<PendingPage>>;

// Errors of all: empty, damaged, encrypted, too_large, unsupported, unreadable; place is the file's name.
core::Result<Pages> open_jpeg(const ScanFile& file, const Limits& limits);
core::Result<Pages> open_png(const ScanFile& file, const Limits& limits);
core::Result<Pages> open_bmp(const ScanFile& file, const Limits& limits);
core::Result<Pages> open_tiff(const ScanFile& file, const Limits& limits);
// `listing`: what an earlier opening of the same file left there; empty: it is filled where the process lives behind doors.
core::Result<Pages> open_pdf(const ScanFile& file, const Limits& limits, std::string& listing);
// `unpacked_bytes_left`: what the OFDs of a claim may still unpack to, less what this one did.
core::Result<Pages> open_ofd(const ScanFile& file, const Limits& limits, std::int64_t& unpacked_bytes_left);

// A page whose decoding is a function. What libraries throw (no memory) becomes an Error here.
std::unique_ptr<PendingPage> deferred_page(core::Origin origin, std::function<core::Result<core::Page>()> decode);

// "scan.pdf:3", or the file's name alone for page 1 of a file with one page.
std::string place_of(const core::Origin& origin);
core::Error damaged(const std::string& place, const std::string& what);
core::Error too_many_pixels(const std::string& place, std::int64_t width, std::int64_t height, std::int64_t pixels_max);

}  // namespace claimpack::receive
