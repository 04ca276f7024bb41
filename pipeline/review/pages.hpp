// The page's own files (web/dist): read when the station opens, so that no path of a request ever meets the disk.
#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "core/result.hpp"

namespace claimpack::review {

struct PageFile {
  std::string bytes, type, etag;
  bool lasting = false;  // its name has its digest: it never changes
};

class PageFiles {
 public:
  // All files below `folder`. Errors: missing_part where there is no index.html, too_large.
  core::Result<core::Done> load(const std::filesystem::path& folder);
  // "/assets/x.js"; "/" and what is no file: index.html. Null: there are no files, or it is a file that is not there.
  const PageFile* find(const std::string& path) const;

 private:
  std::map<std::string, PageFile> files_;
};

}  // namespace claimpack::review
