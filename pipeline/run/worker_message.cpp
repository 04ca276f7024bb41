#include "run/worker_message.hpp"

#include <cmath>
#include <cstring>
#include <limits>
#include <nlohmann/json.hpp>
#include <optional>
#include <utility>

#include "run/steps.hpp"

namespace claimpack::run {

using core::EncodedImage;
using core::Error;
using core::ErrorCode;
using core::Result;
using nlohmann::json;

namespace {

constexpr std::array<std::uint8_t, 4> magic = {'C', 'P', 'W', 'K'};
constexpr int side_max = 1 << 20;
constexpr double box_max = 1 << 24;

struct Refused {
  std::string what;
};

Error lie(const std::string& what) {
  return {ErrorCode::bad_input, "A worker said what no worker says", what, "Report this with the file"};
}

void require(bool fine, const char* what) {
  if (!fine) throw Refused{what};
}

void put(std::uint8_t* to, std::uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) to[i] = std::uint8_t(value >> (8 * i));
}

std::uint64_t number_at(const std::uint8_t* from, int bytes) {
  std::uint64_t value = 0;
  for (int i = bytes - 1; i >= 0; --i) value = value << 8 | from[i];
  return value;
}

std::string text_of(const json& j) { return j.dump(-1, ' ', false, json::error_handler_t::replace); }

template <class T>
T whole(const json& j, std::int64_t min, std::int64_t max, const char* what) {
  require(j.is_number_integer() && !(j.is_number_unsigned() && j.get<std::uint64_t>() > std::uint64_t(max)), what);
  const auto value = j.get<std::int64_t>();
  require(value >= min && value <= max, what);
  return static_cast<T>(value);
}

double number(const json& j, double min, double max, const char* what) {
  require(j.is_number(), what);
  const double value = j.get<double>();
  require(std::isfinite(value) && value >= min && value <= max, what);
  return value;
}

std::string words(const json& j, const char* what) {
  require(j.is_string(), what);
  return j.get<std::string>();
}

json json_of(const core::Box& box) { return {box.x, box.y, box.w, box.h}; }

core::Box box_of(const json& j, const char* what) {
  require(j.is_array() && j.size() == 4, what);
  const auto side = [&](std::size_t i) { return whole<int>(j[i], -std::int64_t(box_max), std::int64_t(box_max), what); };
  return {side(0), side(1), side(2), side(3)};
}

json json_of(const Error& error) { return {int(error.code), error.what, error.place, error.cure}; }

Error error_of(const json& j) {
  require(j.is_array() && j.size() == 4, "error");
  return {ErrorCode(whole<int>(j[0], 1, int(ErrorCode::failed), "error.code")), words(j[1], "error.what"),
          words(j[2], "error.place"), words(j[3], "error.cure")};
}

// ---- a page

json json_of(const EncodedImage& image) {
  return {
      int(image.format), image.bytes ? image.bytes->size() : 0, image.width, image.height, image.components, image.black_is_one,
      image.invert};
}

// Takes its bytes from `blob` at `at`.
EncodedImage image_of(const json& j, const std::vector<std::uint8_t>& blob, std::size_t& at) {
  require(j.is_array() && j.size() == 7 && j[5].is_boolean() && j[6].is_boolean(), "original");
  EncodedImage image;
  image.format = EncodedImage::Format(whole<int>(j[0], 0, int(EncodedImage::Format::png), "original.format"));
  const auto count = whole<std::size_t>(j[1], 0, std::int64_t(blob.size() - at), "original.bytes");
  const bool none = image.format == EncodedImage::Format::none;
  require(none == (count == 0), "original.bytes");
  image.width = whole<int>(j[2], none ? 0 : 1, side_max, "original.width");
  image.height = whole<int>(j[3], none ? 0 : 1, side_max, "original.height");
  image.components = whole<int>(j[4], 1, 4, "original.components");
  image.black_is_one = j[5], image.invert = j[6];
  if (count > 0)
    image.bytes = std::make_shared<const std::vector<std::uint8_t>>(blob.begin() + std::ptrdiff_t(at),
                                                                    blob.begin() + std::ptrdiff_t(at + count));
  at += count;
  return image;
}

void append(std::vector<std::uint8_t>& blob, const EncodedImage& image) {
  if (image.bytes) blob.insert(blob.end(), image.bytes->begin(), image.bytes->end());
}

json json_of(const core::Page& page) {
  json j = {{"origin", {page.origin.file, page.origin.page}},
            {"size", {page.pixels.width, page.pixels.height, page.pixels.channels}},
            {"dpi", page.dpi},
            {"turn", page.exif_turn},
            {"born_digital", page.born_digital},
            {"original", json_of(page.original)},
            {"text", json::array()},
            {"embedded", json::array()},
            {"faults", json::array()}};
  for (const auto& run : page.text) j["text"].push_back({run.text, json_of(run.box)});
  for (const auto& e : page.embedded) j["embedded"].push_back({e.from, e.root, e.by_reference, e.values});
  for (const auto& f : page.faults) j["faults"].push_back({int(f.kind), f.says, f.shows, json_of(f.box)});
  return j;
}

core::Image pixels_of(const json& j, std::vector<std::uint8_t>& blob, const receive::Limits& limits) {
  require(j.is_array() && j.size() == 3, "page.size");
  core::Image image;
  image.width = whole<int>(j[0], 1, side_max, "page.width"), image.height = whole<int>(j[1], 1, side_max, "page.height");
  image.channels = whole<int>(j[2], 1, 3, "page.channels");
  require(image.channels != 2, "page.channels");
  const std::int64_t pixels = std::int64_t(image.width) * image.height;
  require(pixels <= limits.pixels_max, "page.size");
  require(std::uint64_t(pixels) * unsigned(image.channels) <= blob.size(), "page.pixels");
  image.bytes.assign(blob.begin(), blob.begin() + pixels * image.channels);
  return image;
}

core::Page page_of(const json& j, std::vector<std::uint8_t> blob, const receive::Limits& limits) {
  core::Page page;
  page.origin.file = words(j.at("origin").at(0), "page.file");
  page.origin.page = whole<int>(j.at("origin").at(1), 1, limits.pages_max, "page.number");
  page.pixels = pixels_of(j.at("size"), blob, limits);
  page.dpi = number(j.at("dpi"), 1, 10000, "page.dpi");
  page.exif_turn = 90 * whole<int>(whole<int>(j.at("turn"), 0, 270, "page.turn") / 90, 0, 3, "page.turn");
  require(page.exif_turn == j.at("turn").get<int>(), "page.turn");
  require(j.at("born_digital").is_boolean(), "page.born_digital");
  page.born_digital = j.at("born_digital");
  std::size_t at = page.pixels.bytes.size();
  page.original = image_of(j.at("original"), blob, at);
  require(at == blob.size(), "page.bytes");
  for (const auto& run : j.at("text")) page.text.push_back({words(run.at(0), "page.text"), box_of(run.at(1), "page.text")});
  for (const auto& e : j.at("embedded"))
    page.embedded.push_back({e.at(0), e.at(1), e.at(2), e.at(3).get<std::vector<std::pair<std::string, std::string>>>()});
  for (const auto& f : j.at("faults"))
    page.faults.push_back({core::TextFault::Kind(whole<int>(f.at(0), 0, int(core::TextFault::Kind::not_drawn), "page.faults")),
                           words(f.at(1), "page.faults"), words(f.at(2), "page.faults"), box_of(f.at(3), "page.faults")});
  return page;
}

PageRead reading_of(const json& j, const std::vector<std::uint8_t>& blob) {
  PageRead page;
  auto at = whole<std::size_t>(j.at("reading"), 2, std::int64_t(blob.size()), "reading");
  auto reading = reading_from_json(std::string(blob.begin(), blob.begin() + std::ptrdiff_t(at)));
  require(reading.ok(), "reading");
  page.reading = std::move(reading).value();
  const core::PagePrint& print = page.reading.print;
  require(print.empty() || print.size() == std::size_t(core::page_print_side) * core::page_print_side, "reading.print");
  require(
      page.reading.width >= 0 && page.reading.height >= 0 && page.reading.width <= side_max && page.reading.height <= side_max,
      "reading.size");
  page.original = image_of(j.at("original"), blob, at);
  require(at == blob.size(), "reading.bytes");
  const json& times = j.at("times");
  require(times.is_array() && times.size() == 3, "times");
  page.decode = number(times[0], 0, 1e6, "times"), page.clean = number(times[1], 0, 1e6, "times"),
  page.read = number(times[2], 0, 1e6, "times");
  page.colour_channels = whole<int>(j.at("colour"), 1, 3, "colour");
  require(j.at("ink").is_boolean(), "ink");
  page.ink = j.at("ink");
  return page;
}

Unpacked unpacked_of(const json& j, const receive::Limits& limits) {
  Unpacked unpacked;
  unpacked.kind = receive::Archive::Kind(whole<int>(j.at("kind"), 0, int(receive::Archive::Kind::ofd), "kind"));
  const json &files = j.at("files"), &aside = j.at("set_aside");
  require(files.is_array() && aside.is_array(), "files");
  require(files.size() + aside.size() <= std::size_t(limits.archive_entries_max) + 1, "files");
  for (const auto& file : files)
    unpacked.files.emplace_back(words(file.at(0), "files"), whole<int>(file.at(1), 1, limits.archive_entries_max + 1, "files"));
  for (const auto& entry : aside) {
    core::SetAside each{words(entry.at(0), "set_aside"), words(entry.at(1), "set_aside"), std::nullopt};
    if (!entry.at(2).is_null()) each.error = error_of(entry.at(2));
    unpacked.set_aside.push_back(std::move(each));
  }
  return unpacked;
}

AskPoppler poppler_of(const json& j) {
  AskPoppler ask;
  ask.file = whole<int>(j.at("file"), 0, 1 << 24, "file");
  auto& call = ask.call;
  call.what = receive::PopplerCall::What(whole<int>(j.at("what"), 0, int(receive::PopplerCall::What::take), "what"));
  call.page = whole<int>(j.at("page"), 1, 1 << 24, "page"), call.side = whole<int>(j.at("side"), 0, 1 << 16, "side");
  call.image = whole<int>(j.at("image"), 0, 1 << 24, "image"), call.dpi = number(j.at("dpi"), 0, 1e4, "dpi");
  require(j.at("as_map").is_boolean(), "as_map");
  call.as_map = j.at("as_map");
  require(receive::is_sound(call), "call");
  return ask;
}

Said said_of(Frame&& frame, const receive::Limits& limits) {
  const bool with_bytes = frame.saying == Saying::page || frame.saying == Saying::reading;
  require(with_bytes || frame.blob.empty(), "bytes");
  const json j = json::parse(frame.text);
  require(j.is_object(), "text");
  switch (frame.saying) {
    case Saying::ready: return Ready{};
    case Saying::decoded: return Decoded{};
    case Saying::opened:
      return Opened{whole<int>(j.at("pages"), 1, limits.pages_max, "pages"),
                    whole<std::int64_t>(j.at("unpacked"), 0, limits.unpacked_bytes_max, "unpacked"),
                    words(j.at("listing"), "listing")};
    case Saying::unpacked: return unpacked_of(j, limits);
    case Saying::page: return page_of(j, std::move(frame.blob), limits);
    case Saying::reading: return reading_of(j, frame.blob);
    case Saying::failed: return error_of(j.at("error"));
    case Saying::ask_file: return AskFile{};
    case Saying::ask_font: return AskFont{words(j.at("path"), "path")};
    case Saying::ask_poppler: return poppler_of(j);
    case Saying::job:
    case Saying::answer: break;
  }
  throw Refused{"saying"};
}

// What throws in here is a lie, or our own memory that is short.
template <class Parse>
auto parsed(Parse&& parse) -> Result<decltype(parse())> {
  try {
    return parse();
  } catch (const Refused& refused) { return lie(refused.what); } catch (const json::exception& wrong) {
    return lie(wrong.what());
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::too_large, "There is not enough memory for a page", "", "Scan it with fewer pixels"};
  }
}

}  // namespace

// ---- frames

FrameHeader header_of(const Frame& frame) {
  FrameHeader header{};
  std::copy(magic.begin(), magic.end(), header.begin());
  put(&header[4], worker_protocol, 2), put(&header[6], std::uint16_t(frame.saying), 2);
  put(&header[8], frame.sequence, 4), put(&header[12], frame.text.size(), 4), put(&header[16], frame.blob.size(), 8);
  return header;
}

std::uint64_t blob_bytes_max(const receive::Limits& limits) {
  return std::uint64_t(limits.pixels_max) * 3 + std::uint64_t(limits.file_bytes_max) + (64u << 20);
}

Result<FrameSize> parse_header(std::span<const std::uint8_t> header, std::uint64_t blob_most) {
  if (header.size() < frame_header_bytes || std::memcmp(header.data(), magic.data(), magic.size()) != 0) return lie("header");
  if (number_at(&header[4], 2) != worker_protocol) return lie("version");
  FrameSize size;
  size.saying = Saying(number_at(&header[6], 2));
  size.sequence = std::uint32_t(number_at(&header[8], 4));
  size.text_bytes = std::uint32_t(number_at(&header[12], 4)), size.blob_bytes = number_at(&header[16], 8);
  if (size.text_bytes > frame_text_bytes_max || size.blob_bytes > blob_most) return lie("length");
  return size;
}

Result<Said> parse_said(Frame&& frame, const receive::Limits& limits) {
  return parsed([&] { return said_of(std::move(frame), limits); });
}

Result<Said> parse_worker_message(std::span<const std::uint8_t> bytes, const receive::Limits& limits) {
  const auto size = parse_header(bytes, blob_bytes_max(limits));
  if (!size) return size.error();
  const auto rest = bytes.subspan(frame_header_bytes);
  if (rest.size() != size.value().text_bytes + size.value().blob_bytes) return lie("length");
  const auto text = rest.first(size.value().text_bytes), blob = rest.subspan(size.value().text_bytes);
  return parse_said(
      {size.value().saying, size.value().sequence, std::string(text.begin(), text.end()), {blob.begin(), blob.end()}}, limits);
}

// ---- what the parent says

namespace {

json json_of(const receive::Limits& l) {
  return {l.pixels_max,         l.pages_max,        l.claim_pages_max,     l.file_bytes_max,
          l.unpacked_bytes_max, l.unpack_ratio_max, l.archive_entries_max, l.program_seconds_max};
}

receive::Limits limits_of(const json& j) {
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max(), most_int = std::numeric_limits<int>::max();
  receive::Limits limits;
  limits.pixels_max = whole<std::int64_t>(j.at(0), 1, most, "limits");
  limits.pages_max = whole<int>(j.at(1), 1, most_int, "limits");
  limits.claim_pages_max = whole<int>(j.at(2), 1, most_int, "limits");
  limits.file_bytes_max = whole<std::int64_t>(j.at(3), 1, most, "limits");
  limits.unpacked_bytes_max = whole<std::int64_t>(j.at(4), 1, most, "limits");
  limits.unpack_ratio_max = number(j.at(5), 0, 1e9, "limits");
  limits.archive_entries_max = whole<int>(j.at(6), 1, most_int, "limits");
  limits.program_seconds_max = whole<int>(j.at(7), 1, most_int, "limits");
  return limits;
}

}  // namespace

Frame frame_of(const Job& job) {
  const json j = {{"what", int(job.what)},
                  {"file", job.file},
                  {"kind", int(job.kind)},
                  {"name", job.name},
                  {"page", job.page},
                  {"limits", json_of(job.limits)},
                  {"left", job.unpacked_bytes_left},
                  {"files_too", job.files_too},
                  {"pictures", job.pictures},
                  {"listing", job.listing}};
  return {Saying::job, 0, text_of(j), {}};
}

Result<Job> parse_job(Frame&& frame) {
  return parsed([&] {
    require(frame.saying == Saying::job, "saying");
    const json j = json::parse(frame.text);
    Job job;
    job.what = Job::What(whole<int>(j.at("what"), 0, int(Job::What::read), "what"));
    job.file = j.at("file"), job.name = j.at("name"), job.limits = limits_of(j.at("limits"));
    job.kind = receive::FileKind(whole<int>(j.at("kind"), 0, int(receive::FileKind::ofd), "kind"));
    job.page = whole<int>(j.at("page"), 1, std::numeric_limits<int>::max(), "page");
    job.unpacked_bytes_left = whole<std::int64_t>(j.at("left"), std::numeric_limits<std::int64_t>::min(),
                                                  std::numeric_limits<std::int64_t>::max(), "left");
    job.files_too = j.at("files_too");
    job.pictures = j.at("pictures"), job.listing = j.at("listing");
    return job;
  });
}

Frame frame_of(const Answer& answer) {
  json j = {{"exit_code", answer.exit_code}, {"complaints", answer.complaints}, {"extensions", answer.extensions}};
  if (answer.error) j["error"] = json_of(*answer.error);
  return {Saying::answer, 0, text_of(j), {}};
}

Result<Answer> parse_answer(const Frame& frame) {
  return parsed([&] {
    require(frame.saying == Saying::answer, "saying");
    const json j = json::parse(frame.text);
    Answer answer;
    answer.exit_code = j.at("exit_code"), answer.complaints = j.at("complaints");
    answer.extensions = j.at("extensions").get<std::vector<std::string>>();
    if (j.contains("error")) answer.error = error_of(j.at("error"));
    return answer;
  });
}

// ---- what a worker says

namespace {

Frame to_frame(Ready&&) { return {Saying::ready, 0, "{}", {}}; }
Frame to_frame(Decoded&&) { return {Saying::decoded, 0, "{}", {}}; }
Frame to_frame(AskFile&&) { return {Saying::ask_file, 0, "{}", {}}; }
Frame to_frame(AskFont&& ask) { return {Saying::ask_font, 0, text_of({{"path", ask.path}}), {}}; }
Frame to_frame(Error&& error) { return {Saying::failed, 0, text_of({{"error", json_of(error)}}), {}}; }

Frame to_frame(Opened&& opened) {
  return {Saying::opened,
          0,
          text_of({{"pages", opened.pages}, {"unpacked", opened.unpacked_bytes}, {"listing", opened.listing}}),
          {}};
}

Frame to_frame(Unpacked&& unpacked) {
  json files = json::array(), aside = json::array();
  for (const auto& [name, number] : unpacked.files) files.push_back({name, number});
  for (const auto& each : unpacked.set_aside)
    aside.push_back({each.file, each.reason, each.error ? json_of(*each.error) : json()});
  return {Saying::unpacked, 0, text_of({{"kind", int(unpacked.kind)}, {"files", files}, {"set_aside", aside}}), {}};
}

Frame to_frame(core::Page&& page) {
  Frame frame{Saying::page, 0, text_of(json_of(page)), std::move(page.pixels.bytes)};
  append(frame.blob, page.original);
  return frame;
}

Frame to_frame(PageRead&& page) {
  const std::string reading = reading_to_json(page.reading);
  const json j = {{"reading", reading.size()},
                  {"original", json_of(page.original)},
                  {"times", {page.decode, page.clean, page.read}},
                  {"colour", page.colour_channels},
                  {"ink", page.ink}};
  Frame frame{Saying::reading, 0, text_of(j), {reading.begin(), reading.end()}};
  append(frame.blob, page.original);
  return frame;
}

Frame to_frame(AskPoppler&& ask) {
  const auto& call = ask.call;
  return {Saying::ask_poppler,
          0,
          text_of({{"file", ask.file},
                   {"what", int(call.what)},
                   {"page", call.page},
                   {"dpi", call.dpi},
                   {"side", call.side},
                   {"image", call.image},
                   {"as_map", call.as_map}}),
          {}};
}

}  // namespace

Frame frame_of(Said&& said) {
  return std::visit([](auto&& each) { return to_frame(std::move(each)); }, std::move(said));
}

}  // namespace claimpack::run
