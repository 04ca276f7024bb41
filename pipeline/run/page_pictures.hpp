// The pictures of the ledger's pages for a screen: decoded once each, cut, and kept in a folder of bounded size.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "core/ledger.hpp"
#include "core/pictures.hpp"
#include "receive/receive.hpp"
#include "run/picture_files.hpp"

namespace claimpack::run {

struct PictureOptions {
  std::filesystem::path cache;  // DATA/cache
  std::filesystem::path work;   // where a scan is laid out while it is decoded
  std::int64_t bytes_max = std::int64_t(4) << 30;
  receive::Limits limits;
};

// One thread decodes, so that memory holds one page's pixels whoever asks; the page asked for last goes first, and whoever waits
// for its proxy has it before its tiles are cut.
class ShelfPictures : public core::PagePictures {
 public:
  ShelfPictures(core::Shelf& shelf, core::Disk& disk, PictureOptions options);
  ~ShelfPictures() override;

  core::Result<core::PageSize> size(const core::PictureOf& page) override;
  core::Result<core::Picture> proxy(const core::PictureOf& page) override;
  core::Result<core::Picture> tile(const core::PictureOf& page, int level, int x, int y) override;
  core::Result<core::Picture> crop(const core::PictureOf& page, const core::Box& box, double scale) override;
  std::string etag(const core::PictureOf& page) override;
  int decoded() const;  // how many pages were decoded since it began

 private:
  struct Source {
    core::LedgerClaim claim;
    core::Arrival arrival;
    std::string key;  // of the turned page
  };
  struct Making;
  core::Result<Source> source_of(const core::PictureOf& page);
  core::Result<std::shared_ptr<Making>> made(const core::PictureOf& page, const Source& source, bool tiles);
  core::Result<core::PageSize> size_of(const core::PictureOf& page, const Source& source);
  core::Result<core::Image> region(const core::PictureOf& page, const Source& source, int level, const core::Box& part);
  core::Result<core::Page> decode(const core::PictureOf& page, const Source& source);
  void work();
  void make(Making& making);

  core::Shelf& shelf_;
  core::Disk& disk_;
  PictureOptions options_;
  PictureFiles files_;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::map<std::string, std::shared_ptr<Making>> making_;
  std::deque<std::shared_ptr<Making>> waiting_;
  // Whose page is whose changes only when a claim is packed again: what was looked up a moment ago holds.
  struct Known {
    std::int64_t at_ms = 0;
    core::LedgerClaim claim;
    std::vector<core::PacketPage> pages;
    std::map<std::int64_t, core::Arrival> arrivals;
  };
  std::map<std::int64_t, Known> known_;
  int decoded_ = 0;
  bool stop_ = false;
  std::thread worker_;
};

}  // namespace claimpack::run
