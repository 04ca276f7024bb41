// Which folders and files of a PATH are claims.
#include <algorithm>
#include <set>
#include <system_error>

#include "receive/content.hpp"
#include "receive/disk_file.hpp"
#include "receive/file_name.hpp"
#include "receive/receive.hpp"

namespace claimpack::receive {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;

namespace {

constexpr int depth_max = 8;

struct Listing {
  std::vector<fs::path> files, folders;  // natural order
  bool readable = true;
};

Listing list(const fs::path& folder) {
  Listing listing;
  std::error_code failure;
  for (fs::directory_iterator it(folder, failure), end; !failure && it != end; it.increment(failure)) {
    if (is_leftover(it->path().filename().string())) continue;
    std::error_code ignored;
    const auto status = it->symlink_status(ignored);
    (fs::is_directory(status) ? listing.folders : listing.files).push_back(it->path());
  }
  listing.readable = !failure;
  const auto by_name = [](const fs::path& a, const fs::path& b) {
    return natural_less(a.filename().string(), b.filename().string());
  };
  std::sort(listing.files.begin(), listing.files.end(), by_name);
  std::sort(listing.folders.begin(), listing.folders.end(), by_name);
  return listing;
}

Content content_of_file(const fs::path& path) {
  const auto file = DiskFile::open(path, path.filename().string());
  return file ? content_of(file.value().read_at(0, head_bytes)) : Content::unknown;
}

// A scan by its bytes, or something broken that was meant to be one: it must not vanish unseen.
bool looks_like_scan(const fs::path& path) { return named_like_scan(path.filename().string()) || is_scan(content_of_file(path)); }

class Search {
 public:
  std::vector<ClaimSource> found;

  void folder(const fs::path& path, const std::string& name, int depth) {
    const Listing listing = list(path);
    const bool has_intake = std::any_of(listing.files.begin(), listing.files.end(),
                                        [](const fs::path& file) { return file.filename() == "intake.json"; });
    const bool one_claim =
        !listing.readable || has_intake || std::any_of(listing.files.begin(), listing.files.end(), looks_like_scan);
    if (one_claim) add(path, name);
    else
      for (const auto& file : listing.files)
        if (content_of_file(file) == Content::zip && extension_of(file.filename().string()) == ".zip")
          add(file, utf8_name(file.stem().string()));
    if (depth >= depth_max) return;
    for (const auto& sub : listing.folders) folder(sub, utf8_name(sub.filename().string()), depth + 1);
  }

  void add(const fs::path& path, const std::string& name) {
    // Two folders of one name: the later is told by its parents too, then by a number.
    std::string id = name;
    if (used_.contains(id)) id = utf8_name(path.parent_path().filename().string()) + "-" + name;
    for (int number = 2; used_.contains(id); ++number) id = name + "-" + std::to_string(number);
    used_.insert(id);
    found.push_back({id, path});
  }

 private:
  std::set<std::string> used_;
};

}  // namespace

core::Result<std::vector<ClaimSource>> find_claims(const fs::path& path) {
  const std::string shown = utf8_name(path.string());
  std::error_code failure;
  const fs::path real = fs::canonical(path, failure);  // a link named by the user is meant
  if (failure) {
    const bool missing = !fs::exists(fs::symlink_status(path));
    return Error{ErrorCode::unreadable, missing ? "the path does not exist" : "the path cannot be opened", shown,
                 missing ? "check the name" : "check the rights of the folders above it"};
  }
  const fs::path named = path.filename().empty() || path.filename() == "." || path.filename() == ".." ? real : path;
  Search search;
  if (!fs::is_directory(real, failure)) {
    search.add(real, utf8_name(named.stem().string()));
    return search.found;
  }
  search.folder(real, utf8_name(named.filename().string()), 0);
  if (search.found.empty())
    return Error{ErrorCode::empty, "no scans are in this folder", shown,
                 "name a folder of scans, or a PDF, OFD, TIFF, picture or ZIP"};
  return search.found;
}

}  // namespace claimpack::receive
