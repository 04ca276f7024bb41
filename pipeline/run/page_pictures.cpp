#include "run/page_pictures.hpp"

#include <algorithm>
#include <bit>
#include <chrono>
#include <cmath>
#include <exception>
#include <stdexcept>
#include <utility>

#include "pack/jpeg_writer.hpp"
#include "receive/digest.hpp"
#include "receive/jpeg.hpp"
#include "run/laid_out.hpp"
#include "run/pyramid.hpp"

namespace claimpack::run {

namespace fs = std::filesystem;
using core::Error;
using core::ErrorCode;
using core::PageSize;
using core::Picture;
using core::PictureOf;
using core::Result;

namespace {

constexpr const char* form = "1";  // of the pictures: others are made anew
constexpr int quality = 85;
constexpr std::int64_t known_ms = 2000;
constexpr std::size_t claims_known_max = 200;
// A page below this is decoded again for its tiles, where others wait for their proxies: that costs less than they would wait.
constexpr std::int64_t small_pixels = 12'000'000;
constexpr std::size_t proxy_head = 24;
constexpr std::uint64_t picture_bytes_max = 1u << 24;
constexpr int attempts_max = 4;  // the cache may let go of a page between two looks

std::int64_t now_ms() {
  return std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

std::string jpeg(const core::Image& image, const core::Box& part) { return pack::jpeg_of(image, part, quality); }

// The same pixels as a pyramid's proxy.
std::string proxy_of(const core::Image& image) {
  const auto levels = levels_of(image.width, image.height);
  std::size_t level = levels.size() - 1;
  core::Image smaller;
  const core::Image* last = &image;
  while (level > 0 && std::max(levels[level - 1].width, levels[level - 1].height) >= core::proxy_side_max) {
    --level;
    smaller = scaled(*last, levels[level].width, levels[level].height);
    last = &smaller;
  }
  const core::Image small = fitted(*last, core::proxy_side_max);
  return jpeg(small, {0, 0, small.width, small.height});
}

void put(std::string& bytes, std::uint64_t value) {
  for (int i = 0; i < 8; ++i) bytes += char(value >> (8 * i) & 255);
}
std::uint64_t get(std::string_view bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < 8; ++i) value |= std::uint64_t(static_cast<unsigned char>(bytes[at + i])) << (8 * i);
  return value;
}

PageSize size_from(int width, int height, double dpi) { return {width, height, dpi, int(levels_of(width, height).size()) - 1}; }

core::Box turned_box(const core::Box& box, int width, int height, int clockwise) {
  switch (clockwise) {
    case 90: return {height - box.bottom(), box.x, box.h, box.w};
    case 180: return {width - box.right(), height - box.bottom(), box.w, box.h};
    case 270: return {box.y, width - box.right(), box.h, box.w};
    default: return box;
  }
}

void paste(const core::Image& from, core::Image& into, int x, int y) {
  for (int row = 0; row < from.height; ++row) {
    if (y + row < 0 || y + row >= into.height) continue;
    for (int column = 0; column < from.width; ++column) {
      if (x + column < 0 || x + column >= into.width) continue;
      const auto* pixel =
          from.bytes.data() + (std::size_t(row) * std::size_t(from.width) + std::size_t(column)) * std::size_t(from.channels);
      auto* to = into.bytes.data() +
                 (std::size_t(y + row) * std::size_t(into.width) + std::size_t(x + column)) * std::size_t(into.channels);
      for (int c = 0; c < into.channels; ++c) to[c] = pixel[from.channels == into.channels ? c : 0];
    }
  }
}

Error no_such(const std::string& what, const core::Origin& page) {
  return {ErrorCode::bad_input, "There is no such " + what, page.file + ":" + std::to_string(page.page),
          "Ask for one that is there"};
}

Error not_kept(const core::Origin& page) {
  return {ErrorCode::failed, "The page's pictures could not be kept", page.file, "Give the cache more room"};
}

}  // namespace

struct ShelfPictures::Making {
  PictureOf page;
  Source source;
  bool tiles_wanted = false;
  std::string proxy;  // empty: not yet
  PageSize size;
  bool done = false, tiles = false;
  std::optional<Error> error;
};

ShelfPictures::ShelfPictures(core::Shelf& shelf, core::Disk& disk, PictureOptions options)
    : shelf_(shelf), disk_(disk), options_(std::move(options)), files_(options_.cache, options_.bytes_max) {
  worker_ = std::thread([this] { work(); });
}

ShelfPictures::~ShelfPictures() {
  {
    const std::lock_guard lock(mutex_);
    stop_ = true;
  }
  changed_.notify_all();
  worker_.join();
}

int ShelfPictures::decoded() const {
  const std::lock_guard lock(mutex_);
  return decoded_;
}

Result<ShelfPictures::Source> ShelfPictures::source_of(const PictureOf& page) {
  if (page.turn != 0 && page.turn != 90 && page.turn != 180 && page.turn != 270) return no_such("turn", page.page);
  const std::lock_guard lock(mutex_);
  if (known_.size() > claims_known_max) known_.clear();
  Known& known = known_[page.claim];
  if (known.pages.empty() || now_ms() - known.at_ms > known_ms) {
    const auto packet = shelf_.last_packet(page.claim);
    if (!packet) return packet.error();
    if (!packet.value()) return no_such("claim", page.page);
    const auto claim = shelf_.claim(page.claim);
    if (!claim) return claim.error();
    known = {now_ms(), claim.value(), packet.value()->pages, {}};
  }
  for (const core::PacketPage& each : known.pages) {
    if (each.file != page.page.file || each.page != page.page.page) continue;
    auto arrival = known.arrivals.find(each.arrival);
    if (arrival == known.arrivals.end()) {
      const auto found = shelf_.arrival(each.arrival);
      if (!found) return found.error();
      arrival = known.arrivals.emplace(each.arrival, found.value()).first;
    }
    const std::string name = arrival->second.digest + "\n" + each.file + "\n" + std::to_string(each.page) + "\n" +
                             std::to_string(page.turn) + "\n" + form;
    return Source{known.claim, arrival->second, receive::sha256_hex(std::string_view(name))};
  }
  return no_such("page", page.page);
}

Result<core::Page> ShelfPictures::decode(const PictureOf& page, const Source& source) {
  const fs::path folder = options_.work / ("picture-" + source.key.substr(0, 16));
  if (const auto made = core::make_folders(disk_, options_.work); !made) return made.error();
  const auto path = lay_out(shelf_, disk_, source.claim, {source.arrival}, folder);
  if (!path) return path.error();
  Result<core::Page> decoded = no_such("page", page.page);
  {
    const auto received = receive::receive({source.claim.name, path.value()}, options_.limits);
    if (!received) decoded = received.error();
    else
      for (const auto& pending : received.value().pages)
        if (pending->origin() == page.page) decoded = pending->decode();
  }
  if (const auto clear = disk_.remove(folder); !clear && decoded) return clear.error();
  return decoded;
}

void ShelfPictures::work() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stop_ || !waiting_.empty(); });
    if (stop_) return;
    const auto making = waiting_.back();
    waiting_.pop_back();
    lock.unlock();
    make(*making);
    lock.lock();
    making->done = true;
    making_.erase(making->source.key);
    changed_.notify_all();
  }
}

void ShelfPictures::make(Making& making) try {
  auto decoded = decode(making.page, making.source);
  if (!decoded) {
    const std::lock_guard lock(mutex_);
    making.error = decoded.error();
    return;
  }
  const double dpi = decoded.value().dpi;
  core::Image image = turned(std::move(decoded.value().pixels), making.page.turn);
  if (image.width <= 0 || image.height <= 0) throw std::runtime_error("the page has no pixels");
  const std::string proxy = proxy_of(image);
  bool tiles = true;
  {
    const std::lock_guard lock(mutex_);
    ++decoded_;
    making.size = size_from(image.width, image.height, dpi);
    making.proxy = proxy;
    const bool small = std::int64_t(image.width) * image.height < small_pixels;
    tiles = making.tiles_wanted || !small || waiting_.empty();
  }
  changed_.notify_all();
  if (!tiles) {
    std::string bytes;
    put(bytes, std::uint64_t(image.width) << 32 | std::uint64_t(std::uint32_t(image.height)));
    put(bytes, std::bit_cast<std::uint64_t>(dpi)), put(bytes, proxy.size());
    (void)files_.write(making.source.key + ".p", bytes + proxy);  // a cache that is full only costs time
    return;
  }
  const auto kept = files_.write(making.source.key, pyramid_bytes(std::move(image), dpi, jpeg));
  const std::lock_guard lock(mutex_);
  if (kept) making.tiles = true;
  else making.error = kept.error();
} catch (const std::exception& thrown) {
  const std::lock_guard lock(mutex_);
  making.error = Error{ErrorCode::failed, std::string("The page's picture could not be made: ") + thrown.what(),
                       making.page.page.file, "Report this with the file"};
}

// Waits until the page's proxy, or its tiles, are there. Many who ask wait for one.
Result<std::shared_ptr<ShelfPictures::Making>> ShelfPictures::made(const PictureOf& page, const Source& source, bool tiles) {
  std::unique_lock lock(mutex_);
  if (!making_.count(source.key) && (files_.has(source.key) || (!tiles && files_.has(source.key + ".p")))) {
    // It was finished while this one was on its way here: to be read from the cache.
    const auto finished = std::make_shared<Making>();
    finished->done = true;
    return finished;
  }
  auto& slot = making_[source.key];
  if (!slot) {
    slot = std::make_shared<Making>();
    slot->page = page, slot->source = source;
    waiting_.push_back(slot);
    changed_.notify_all();
  }
  const auto making = slot;
  making->tiles_wanted |= tiles;
  changed_.wait(lock, [&] { return stop_ || making->done || (!tiles && !making->proxy.empty()); });
  if (making->error) return *making->error;
  if (!making->done && making->proxy.empty()) return Error{ErrorCode::failed, "The station is stopping", "", "Ask again"};
  return making;
}

Result<PageSize> ShelfPictures::size_of(const PictureOf& page, const Source& source) {
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    if (const auto head = files_.read(source.key, 0, pyramid_head_min))
      if (const PyramidHead said = pyramid_head(*head); said.whole) return said.size;
    if (const auto head = files_.read(source.key + ".p", 0, proxy_head))
      return size_from(int(get(*head, 0) >> 32), int(get(*head, 0) & 0xffffffff), std::bit_cast<double>(get(*head, 8)));
    const auto making = made(page, source, false);
    if (!making) return making.error();
    const std::lock_guard lock(mutex_);
    if (making.value()->size.width > 0) return making.value()->size;
  }
  return not_kept(page.page);
}

Result<PageSize> ShelfPictures::size(const PictureOf& page) {
  const auto source = source_of(page);
  if (!source) return source.error();
  return size_of(page, source.value());
}

Result<Picture> ShelfPictures::proxy(const PictureOf& page) {
  const auto source = source_of(page);
  if (!source) return source.error();
  const std::string& key = source.value().key;
  Picture picture;
  picture.etag = key.substr(0, 32) + "-p";
  for (int attempt = 0; attempt < attempts_max && picture.jpeg.empty(); ++attempt) {
    if (const auto head = files_.read(key, 0, pyramid_head_min + 16); head && pyramid_head(*head).whole) {
      const Extent place = extent_of(std::string_view(*head).substr(pyramid_head_min));
      if (auto bytes = place.bytes < picture_bytes_max ? files_.read(key, place.offset, place.bytes) : std::nullopt)
        picture.jpeg = std::move(*bytes);
    } else if (const auto alone = files_.read(key + ".p", 0, proxy_head); alone && get(*alone, 16) < picture_bytes_max) {
      if (auto bytes = files_.read(key + ".p", proxy_head, get(*alone, 16))) picture.jpeg = std::move(*bytes);
    }
    if (!picture.jpeg.empty()) break;
    const auto making = made(page, source.value(), false);
    if (!making) return making.error();
    const std::lock_guard lock(mutex_);
    picture.jpeg = making.value()->proxy;
  }
  if (picture.jpeg.empty()) return not_kept(page.page);
  const auto header = receive::read_jpeg_header({picture.jpeg.begin(), picture.jpeg.end()}, page.page.file, options_.limits);
  if (!header) return header.error();
  picture.width = header.value().width, picture.height = header.value().height;
  return picture;
}

Result<Picture> ShelfPictures::tile(const PictureOf& page, int level, int x, int y) {
  const auto source = source_of(page);
  if (!source) return source.error();
  const std::string& key = source.value().key;
  if (level < 0) return no_such("tile", page.page);
  for (int attempt = 0; attempt < attempts_max; ++attempt) {
    if (const auto first = files_.read(key, 0, pyramid_head_min)) {
      const PyramidHead head = pyramid_head(*first);
      const auto at = head.whole ? extent_at(head.size, level, x, y) : std::nullopt;
      if (head.whole && !at) return no_such("tile", page.page);
      const auto where = at ? files_.read(key, *at, 16) : std::nullopt;
      const Extent place = where ? extent_of(*where) : Extent{};
      if (where && place.bytes < picture_bytes_max)
        if (auto bytes = files_.read(key, place.offset, place.bytes)) {
          Picture picture;
          picture.jpeg = std::move(*bytes);
          picture.etag = key.substr(0, 32) + "-" + std::to_string(level) + "-" + std::to_string(x) + "-" + std::to_string(y);
          const LevelSize size = levels_of(head.size.width, head.size.height)[std::size_t(level)];
          picture.width = std::min(core::tile_side, size.width - x * core::tile_side);
          picture.height = std::min(core::tile_side, size.height - y * core::tile_side);
          return picture;
        }
      files_.remove(key);  // no pyramid of ours
    }
    const auto making = made(page, source.value(), true);
    if (!making) return making.error();
  }
  return not_kept(page.page);
}

// A part of a level, put together out of its tiles.
Result<core::Image> ShelfPictures::region(const PictureOf& page, const Source& source, int level, const core::Box& part) {
  (void)source;
  core::Image out(part.w, part.h, 3);
  for (int y = part.y / core::tile_side; y * core::tile_side < part.bottom(); ++y)
    for (int x = part.x / core::tile_side; x * core::tile_side < part.right(); ++x) {
      const auto found = tile(page, level, x, y);
      if (!found) return found.error();
      const auto& bytes = found.value().jpeg;
      const auto pixels = receive::decode_jpeg({bytes.begin(), bytes.end()}, page.page.file, options_.limits);
      if (!pixels) return pixels.error();
      paste(pixels.value(), out, x * core::tile_side - part.x, y * core::tile_side - part.y);
    }
  return out;
}

Result<Picture> ShelfPictures::crop(const PictureOf& page, const core::Box& box, double scale) {
  const auto source = source_of(page);
  if (!source) return source.error();
  const auto full = size_of(page, source.value());
  if (!full) return full.error();
  if (!(scale >= 0.05 && scale <= 4)) return no_such("scale", page.page);
  const bool lies = page.turn % 180 != 0;
  const int width = lies ? full.value().height : full.value().width, height = lies ? full.value().width : full.value().height;
  const core::Box inside = core::intersect(box, {0, 0, width, height});
  if (inside.empty()) return no_such("place", page.page);
  const core::Box wanted = turned_box(inside, width, height, page.turn);
  // The smallest level that still has the pixels.
  const auto levels = levels_of(full.value().width, full.value().height);
  int level = full.value().levels;
  while (level > 0 && double(levels[std::size_t(level - 1)].width) / full.value().width >= scale) --level;
  const double to_level = double(levels[std::size_t(level)].width) / full.value().width;
  core::Box part{int(wanted.x * to_level), int(wanted.y * to_level), std::max(1, int(std::lround(wanted.w * to_level))),
                 std::max(1, int(std::lround(wanted.h * to_level)))};
  part = core::intersect(part, {0, 0, levels[std::size_t(level)].width, levels[std::size_t(level)].height});
  if (part.empty()) return no_such("place", page.page);
  const auto pixels = region(page, source.value(), level, part);
  if (!pixels) return pixels.error();
  const int w = std::max(1, int(std::lround(wanted.w * scale))), h = std::max(1, int(std::lround(wanted.h * scale)));
  if (std::int64_t(w) * h > options_.limits.pixels_max) return no_such("scale", page.page);
  const core::Image out = scaled(pixels.value(), w, h);
  Picture picture;
  picture.jpeg = jpeg(out, {0, 0, w, h});
  picture.width = w, picture.height = h;
  picture.etag = source.value().key.substr(0, 32);
  for (const int figure : {inside.x, inside.y, inside.w, inside.h, int(std::lround(scale * 1000))})
    picture.etag += "-" + std::to_string(figure);
  return picture;
}

std::string ShelfPictures::etag(const PictureOf& page) {
  const auto source = source_of(page);
  return source ? source.value().key.substr(0, 32) : std::string();
}

}  // namespace claimpack::run
