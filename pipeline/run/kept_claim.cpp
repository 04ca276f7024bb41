#include "run/kept_claim.hpp"

#include <zlib.h>

#include <nlohmann/json.hpp>
#include <utility>
#include <vector>

#include "pack/case_json.hpp"
#include "run/reading_json.hpp"

namespace claimpack::run {

namespace {

using Json = nlohmann::ordered_json;
using core::Error;
using core::ErrorCode;
using core::Result;

constexpr int format = 1;  // stored: an older program refuses a newer one
constexpr std::size_t bytes_max = std::size_t(1) << 30;
constexpr std::size_t head_bytes = 8;  // the unpacked size, little endian

Error damaged(const std::string& why) {
  return {ErrorCode::damaged, "The kept readings cannot be used: " + why, "", "Read the claim's scans again: claimpack retry"};
}

Json json_of(const core::Error& error) { return {int(error.code), error.what, error.place, error.cure}; }

Error error_of(const Json& kept) { return {ErrorCode(kept.at(0).get<int>()), kept.at(1), kept.at(2), kept.at(3)}; }

Json json_of(const PageRecord& page) {
  Json kept = {{"reading", run::json_of(page.reading)}};
  if (page.lost) kept["lost"] = json_of(*page.lost);
  if (page.decoded) kept["decoded"] = true;
  if (page.whole_file) kept["whole_file"] = true;
  if (page.turned != 0) kept["turned"] = page.turned;
  return kept;
}

Json json_of(const OpenClaim& open) {
  Json kept = {{"format", format}, {"claim_id", open.claim_id}, {"region", open.region}};
  kept["intake"] = pack::intake_json(open.intake);
  kept["inputs"] = Json::array(), kept["set_aside"] = Json::array(), kept["pages"] = Json::array();
  for (const auto& input : open.received.inputs) kept["inputs"].push_back({input.file, input.sha256});
  for (const auto& file : open.received.set_aside) {
    Json each = {file.file, file.reason};
    if (file.error) each.push_back(json_of(*file.error));
    kept["set_aside"].push_back(std::move(each));
  }
  for (const PageRecord& page : open.pages) kept["pages"].push_back(json_of(page));
  if (!open.doubts.empty()) kept["doubts"] = open.doubts;
  return kept;
}

Result<PageRecord> page_of(const Json& kept) {
  auto reading = reading_of(kept.at("reading"));
  if (!reading) return reading.error();
  PageRecord page;
  page.reading = std::move(reading).value();
  if (kept.contains("lost")) page.lost = error_of(kept.at("lost"));
  page.decoded = kept.value("decoded", false), page.whole_file = kept.value("whole_file", false);
  page.turned = kept.value("turned", 0);
  return page;
}

Result<OpenClaim> claim_of(const Json& kept) {
  if (kept.at("format").get<int>() > format)
    return Error{ErrorCode::bad_input, "A newer claimpack has kept these readings", "", "Use the newer program"};
  OpenClaim open;
  open.claim_id = kept.at("claim_id"), open.region = kept.at("region");
  auto intake = receive::parse_intake(kept.at("intake").dump(), "intake");
  if (!intake) return intake.error();
  open.intake = std::move(intake).value();
  for (const auto& each : kept.at("inputs")) open.received.inputs.push_back({each.at(0), each.at(1)});
  for (const auto& each : kept.at("set_aside")) {
    core::SetAside file{each.at(0), each.at(1), {}};
    if (each.size() > 2) file.error = error_of(each.at(2));
    open.received.set_aside.push_back(std::move(file));
  }
  for (const auto& each : kept.at("pages")) {
    auto page = page_of(each);
    if (!page) return page.error();
    open.pages.push_back(std::move(page).value());
  }
  if (kept.contains("doubts")) kept.at("doubts").get_to(open.doubts);
  return open;
}

}  // namespace

Result<std::string> kept_claim_bytes(const OpenClaim& open) {
  const std::vector<std::uint8_t> plain = Json::to_cbor(json_of(open));
  uLongf size = compressBound(uLong(plain.size()));
  std::string bytes(head_bytes + size, '\0');
  for (std::size_t i = 0; i < head_bytes; ++i) bytes[i] = char(plain.size() >> (8 * i) & 255);
  if (compress2(reinterpret_cast<Bytef*>(bytes.data() + head_bytes), &size, plain.data(), uLong(plain.size()), 6) != Z_OK)
    return Error{ErrorCode::failed, "The readings could not be packed", open.claim_id, "Report this"};
  bytes.resize(head_bytes + size);
  return bytes;
}

Result<OpenClaim> open_kept_claim(const std::string& bytes) try {
  if (bytes.size() < head_bytes) return damaged("they end early");
  std::size_t plain_size = 0;
  for (std::size_t i = 0; i < head_bytes; ++i) plain_size |= std::size_t(static_cast<unsigned char>(bytes[i])) << (8 * i);
  if (plain_size > bytes_max || plain_size / 1024 > bytes.size())
    return Error{ErrorCode::too_large, "The kept readings would be too large", "", "Read the claim's scans again"};
  std::vector<std::uint8_t> plain(plain_size);
  uLongf size = uLongf(plain_size);
  const auto* from = reinterpret_cast<const Bytef*>(bytes.data() + head_bytes);
  if (uncompress(plain.data(), &size, from, uLong(bytes.size() - head_bytes)) != Z_OK || size != plain_size)
    return damaged("they do not unpack");
  return claim_of(Json::from_cbor(plain));
} catch (const std::exception& wrong) { return damaged(wrong.what()); }

}  // namespace claimpack::run
