#include "receive/ofd_package.hpp"

#include <algorithm>
#include <utility>

#include "receive/disk_file.hpp"
#include "receive/scan_file.hpp"

namespace claimpack::receive {

using core::Error;
using core::ErrorCode;

namespace {

std::string lower_case(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = char(c - 'A' + 'a');
  return text;
}

std::string folder_of(std::string_view file) {
  const std::size_t slash = file.rfind('/');
  return slash == std::string_view::npos ? std::string() : std::string(file.substr(0, slash));
}

// "a/./b/../c" to "a/c". Nothing where it leads out of the package.
std::optional<std::string> plain_path(std::string_view folder, std::string_view location) {
  std::vector<std::string_view> parts;
  for (std::string_view rest : {folder, location}) {
    while (!rest.empty()) {
      const std::size_t slash = std::min(rest.find('/'), rest.size());
      const std::string_view part = rest.substr(0, slash);
      rest.remove_prefix(std::min(slash + 1, rest.size()));
      if (part.empty() || part == ".") continue;
      if (part != "..") parts.push_back(part);
      else if (parts.empty()) return std::nullopt;
      else parts.pop_back();
    }
  }
  std::string path;
  for (const auto part : parts) path += (path.empty() ? "" : "/") + std::string(part);
  return path;
}

}  // namespace

OfdPackage::OfdPackage(Archive archive, std::string name, const Limits& limits)
    : folder_(std::move(archive.folder)), name_(std::move(name)), limits_(limits) {
  for (auto& file : archive.files) {
    const auto plain = plain_path("", file.name);
    if (!plain || plain->empty()) continue;
    by_lower_case_.emplace(lower_case(*plain), *plain);
    files_[*plain] = std::move(file.path);
  }
}

core::Result<std::shared_ptr<const OfdPackage>> OfdPackage::open(const std::filesystem::path& path, const std::string& name,
                                                                 const Limits& limits) {
  auto archive = unpack(path, name, limits);
  if (!archive) return archive.error();
  for (const auto& refused : archive.value().set_aside)
    if (refused.error && refused.error->code == ErrorCode::encrypted)
      return Error{ErrorCode::encrypted, "the OFD needs a password", name, "save it without a password or scan the paper"};
  std::shared_ptr<const OfdPackage> package(new OfdPackage(std::move(archive).value(), name, limits));
  // GM/T 0099: an encrypted package names what is encrypted, and with which keys, in this file.
  if (!package->known("Encryptions.xml").empty())
    return Error{ErrorCode::encrypted, "the OFD is encrypted", name, "save it without encryption or scan the paper"};
  return package;
}

std::string OfdPackage::known(const std::string& file) const {
  if (files_.contains(file)) return file;
  const auto found = by_lower_case_.find(lower_case(file));
  return found == by_lower_case_.end() ? std::string() : found->second;
}

std::string OfdPackage::find(std::string_view location, std::string_view from) const {
  std::string wanted(trimmed(location));
  if (wanted.empty()) return {};
  std::replace(wanted.begin(), wanted.end(), '\\', '/');
  std::vector<std::string> folders;
  if (wanted.front() != '/') {
    folders.push_back(folder_of(from));
    folders.push_back(std::string(from.substr(0, from.find('/'))));  // the document's folder, "Doc_0"
  }
  folders.emplace_back();
  for (const auto& folder : folders) {
    const auto path = plain_path(folder, wanted);
    if (!path || path->empty()) continue;
    if (auto file = known(*path); !file.empty()) return file;
  }
  return {};
}

core::Result<std::vector<std::uint8_t>> OfdPackage::bytes(const std::string& file, std::int64_t bytes_max) const {
  const std::string place = name_ + "/" + file;
  const auto found = files_.find(file);
  if (found == files_.end()) return damaged(place, "a file that the OFD names is not in it");
  return read_whole(found->second, place, bytes_max);
}

core::Result<Xml> OfdPackage::xml(const std::string& file) const {
  const auto content = bytes(file, ofd_xml_bytes_max);
  if (!content) return content.error();
  return parse_xml(content.value(), name_ + "/" + file);
}

std::int64_t OfdPackage::unpacked_bytes() const {
  std::int64_t sum = 0;
  for (const auto& [name, path] : files_)
    if (const auto file = DiskFile::open(path, name)) sum += file.value().size();
  return sum;
}

std::filesystem::path OfdPackage::path_of(const std::string& file) const {
  const auto found = files_.find(file);
  return found == files_.end() ? std::filesystem::path() : found->second;
}

}  // namespace claimpack::receive
