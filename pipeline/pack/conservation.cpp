#include "pack/conservation.hpp"

#include <algorithm>
#include <map>

namespace claimpack::pack {
namespace {

core::Error lost(const std::string& what, const core::Origin& origin) {
  return {core::ErrorCode::failed, what, origin.file + ":" + std::to_string(origin.page),
          "The packet is not handed out. Report this with the claim's files"};
}

bool is_archive_of(const std::string& name, const core::Claim& claim) {
  return std::any_of(claim.inputs.begin(), claim.inputs.end(),
                     [&](const core::InputFile& other) { return other.file.rfind(name + "/", 0) == 0; });
}

// Of a file that has no pages in the packet.
void explain(FileFate& fate, const core::Claim& claim, std::size_t index) {
  const std::string& name = fate.input.file;
  fate.kind = FileFate::Kind::set_aside;
  fate.reason = "没有页面";
  for (const core::SetAside& each : claim.set_aside)
    if (each.file == name) {
      fate.reason = each.reason;
      return;
    }
  // A claim that came as one archive names its files plainly: the archive stands first.
  if (is_archive_of(name, claim) || (index == 0 && claim.inputs.size() > 1 && name.ends_with(".zip"))) {
    fate.kind = FileFate::Kind::archive;
    fate.reason = "压缩包，内含文件另列";
  } else if (name == "intake.json") {
    fate.kind = FileFate::Kind::intake;
    fate.reason = "受理登记信息";
  }
}

}  // namespace

PageCount count(const std::vector<core::PagePlace>& places) {
  PageCount counted;
  counted.received = static_cast<int>(places.size());
  for (const core::PagePlace& place : places) {
    counted.in_packet += !place.picture_sha256.empty();
    counted.blank += !place.picture_sha256.empty() && place.blank;
    counted.set_aside += !place.reason.empty();
  }
  return counted;
}

std::vector<FileFate> fates_of(const core::Claim& claim, const std::vector<core::PagePlace>& places) {
  std::map<std::string, int> shown;
  std::map<std::string, std::string> reasons;
  for (const core::PagePlace& place : places) {
    shown[place.origin.file] += place.reason.empty();
    if (!place.reason.empty()) reasons[place.origin.file] = place.reason;
  }
  std::vector<FileFate> fates;
  for (std::size_t i = 0; i < claim.inputs.size(); ++i) {
    FileFate fate;
    fate.input = claim.inputs[i];
    if (const auto found = shown.find(fate.input.file); found != shown.end()) fate.pages = found->second;
    const auto why = reasons.find(fate.input.file);
    if (fate.pages == 0 && why != reasons.end()) fate.kind = FileFate::Kind::set_aside, fate.reason = why->second;
    else if (fate.pages == 0) explain(fate, claim, i);
    fates.push_back(std::move(fate));
  }
  return fates;
}

core::Result<core::Done> check_conservation(const core::Claim& claim, const Plan& plan,
                                            const std::vector<core::PagePlace>& places, int cover_pages, const PacketSeen& seen) {
  if (seen.pages.size() != places.size() + static_cast<std::size_t>(cover_pages))
    return lost("The packet has " + std::to_string(seen.pages.size()) + " pages instead of " + std::to_string(cover_pages) +
                    " of its cover and " + std::to_string(places.size()) + " of the claim",
                {claim.claim_id, 0});
  std::vector<int> seen_at(places.size(), 0);
  for (int page : plan.order)
    if (page >= 0 && page < static_cast<int>(places.size())) ++seen_at[static_cast<std::size_t>(page)];
  for (std::size_t i = 0; i < places.size(); ++i) {
    const core::PagePlace& place = places[i];
    if (seen_at[i] != 1) return lost("A page stands " + std::to_string(seen_at[i]) + " times in the packet", place.origin);
    if (place.picture_sha256.empty() == place.reason.empty())
      return lost("A page is neither shown nor set aside with a reason", place.origin);
    const std::size_t at = static_cast<std::size_t>(place.packet_page) - 1;
    if (place.packet_page <= cover_pages || at >= seen.pages.size() || seen.pages[at].picture_sha256 != place.picture_sha256)
      return lost("The packet shows another picture in a page's place", place.origin);
  }
  for (const core::SetAside& each : claim.set_aside)
    if (each.reason.empty()) return lost("A file is set aside without a reason", {each.file, 0});
  const PageCount counted = count(places);
  if (counted.received != counted.in_packet + counted.set_aside)
    return lost("Of " + std::to_string(counted.received) + " pages " + std::to_string(counted.in_packet) + " are shown and " +
                    std::to_string(counted.set_aside) + " set aside",
                {claim.claim_id, 0});
  return core::Done{};
}

}  // namespace claimpack::pack
