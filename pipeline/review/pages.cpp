#include "review/pages.hpp"

#include <fstream>
#include <iterator>

#include "review/secrets.hpp"

namespace claimpack::review {

namespace fs = std::filesystem;
using core::Done;
using core::Error;
using core::ErrorCode;
using core::Result;

namespace {

constexpr std::uintmax_t all_bytes_max = 64u << 20;

std::string type_of(const std::string& ending) {
  static const std::map<std::string, std::string> types = {{".html", "text/html; charset=utf-8"},
                                                           {".js", "text/javascript; charset=utf-8"},
                                                           {".css", "text/css; charset=utf-8"},
                                                           {".svg", "image/svg+xml"},
                                                           {".json", "application/json; charset=utf-8"},
                                                           {".png", "image/png"},
                                                           {".ico", "image/x-icon"},
                                                           {".woff2", "font/woff2"},
                                                           {".txt", "text/plain; charset=utf-8"},
                                                           {".webmanifest", "application/manifest+json"},
                                                           {".map", "application/json; charset=utf-8"}};
  const auto found = types.find(ending);
  return found == types.end() ? "application/octet-stream" : found->second;
}

}  // namespace

Result<Done> PageFiles::load(const fs::path& folder) {
  std::error_code trouble;
  std::uintmax_t bytes = 0;
  for (auto at = fs::recursive_directory_iterator(folder, trouble); !trouble && at != fs::recursive_directory_iterator();
       at.increment(trouble)) {
    if (at->is_symlink() || !at->is_regular_file()) continue;
    bytes += at->file_size();
    if (bytes > all_bytes_max)
      return Error{ErrorCode::too_large, "The page's files are larger than any page", folder.string(), "Name web/dist"};
    std::ifstream in(at->path(), std::ios::binary);
    PageFile file;
    file.bytes.assign(std::istreambuf_iterator<char>(in), {});
    file.type = type_of(at->path().extension().string());
    file.etag = sha256_hex(file.bytes).substr(0, 32);
    const std::string name = "/" + at->path().lexically_relative(folder).generic_string();
    file.lasting = name.compare(0, 8, "/assets/") == 0;
    files_[name] = std::move(file);
  }
  if (trouble || !files_.count("/index.html"))
    return Error{ErrorCode::missing_part, "The review station's page is not there", folder.string(), "Build it: ./start"};
  return Done{};
}

const PageFile* PageFiles::find(const std::string& path) const {
  if (const auto found = files_.find(path); found != files_.end()) return &found->second;
  const auto last = path.substr(path.rfind('/') + 1);
  if (last.find('.') != std::string::npos) return nullptr;  // a file by its name, and there is none
  const auto index = files_.find("/index.html");
  return index == files_.end() ? nullptr : &index->second;
}

}  // namespace claimpack::review
