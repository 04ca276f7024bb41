// The files inside an OFD, unpacked within the limits into a folder of our own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core/result.hpp"
#include "receive/archive.hpp"
#include "receive/ofd_xml.hpp"

namespace claimpack::receive {

class OfdPackage {
 public:
  // Errors: those of unpack(), and encrypted. `name` is used as place.
  static core::Result<std::shared_ptr<const OfdPackage>> open(const std::filesystem::path& path, const std::string& name,
                                                              const Limits& limits);

  // The file that `location` means where it is written in the file `from`: absolute ("/Doc_0/…"), beside it, or as some
  // programs write it, from the document's or the package's root. Empty where there is none.
  std::string find(std::string_view location, std::string_view from) const;
  bool holds(const std::string& file) const { return files_.contains(file); }
  core::Result<std::vector<std::uint8_t>> bytes(const std::string& file, std::int64_t bytes_max) const;
  core::Result<Xml> xml(const std::string& file) const;
  // Where it lies on disk; empty where there is no such file.
  std::filesystem::path path_of(const std::string& file) const;
  const std::string& name() const { return name_; }
  std::int64_t unpacked_bytes() const;
  const Limits& limits() const { return limits_; }

 private:
  OfdPackage(Archive archive, std::string name, const Limits& limits);
  std::string known(const std::string& file) const;
  std::shared_ptr<TempFolder> folder_;
  std::map<std::string, std::filesystem::path> files_;
  std::map<std::string, std::string> by_lower_case_;
  std::string name_;
  Limits limits_;
};

}  // namespace claimpack::receive
