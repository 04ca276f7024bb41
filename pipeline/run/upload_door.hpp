// Where the station's uploads come in: an inbox of the program's own, watched like any other.
#pragma once

#include "core/claim_contents.hpp"
#include "core/ports.hpp"

namespace claimpack::run {

class InboxDoor : public core::UploadDoor {
 public:
  // `folder`: holds `inbox` and `coming`; both are made. Error disk.
  static core::Result<std::unique_ptr<InboxDoor>> open(const std::filesystem::path& folder, core::Disk& disk);
  core::Result<std::string> put(const std::string& folder, const std::string& name, const std::string& from) override;
  std::string coming() override { return folder_ / "coming"; }
  core::Result<core::Done> complete(const std::string& folder) override;
  std::filesystem::path inbox() const { return folder_ / "inbox"; }

 private:
  InboxDoor(std::filesystem::path folder, core::Disk& disk) : folder_(std::move(folder)), disk_(disk) {}
  std::filesystem::path folder_;
  core::Disk& disk_;
};

}  // namespace claimpack::run
