#include "pack/pack.hpp"

#include <algorithm>
#include <cmath>
#include <exception>
#include <map>

#include "core/money.hpp"
#include "pack/assemble.hpp"
#include "pack/conservation.hpp"
#include "pack/corrected_text.hpp"
#include "pack/cover.hpp"
#include "pack/demands.hpp"
#include "pack/fonts.hpp"
#include "pack/letters.hpp"
#include "pack/manifest.hpp"
#include "pack/plan.hpp"
#include "pack/station_key.hpp"
#include "pack/text_layer.hpp"
#include "pack/words.hpp"

namespace claimpack::pack {
namespace {

// Every index of the claim points at a page or document that is there; else the caller mixed up two claims.
bool indices_hold(const core::Claim& claim, const std::vector<PacketPage>& pages) {
  const int page_count = static_cast<int>(pages.size()), document_count = static_cast<int>(claim.documents.size());
  const auto is_page = [&](int page) { return page >= 0 && page < page_count; };
  for (const core::Document& document : claim.documents)
    for (const core::SheetPage& page : document.pages)
      if (!is_page(page.page)) return false;
  for (const core::ChecklistItem& item : claim.checklist)
    for (int document : item.documents)
      if (document < 0 || document >= document_count) return false;
  for (const auto& [first, later] : claim.twins)
    if (!is_page(first) || !is_page(later)) return false;
  return std::all_of(claim.blank_pages.begin(), claim.blank_pages.end(), is_page) &&
         std::all_of(pages.begin(), pages.end(), [](const PacketPage& page) { return page.reading != nullptr; });
}

struct Picture {
  ImageStream stream;
  bool unchanged = false;  // the scan's own bytes
};

core::Result<Picture> picture_of(const PacketPage& page) {
  if (auto taken = take_over(page.original)) return Picture{std::move(*taken), true};
  const std::string place = origin_text(page.reading->origin, false);
  if (!page.decode) return core::Error{core::ErrorCode::damaged, "The page's image is not there", place, "Scan the page again"};
  const core::Result<core::Page> decoded = page.decode();
  if (!decoded) return decoded.error();
  if (auto taken = take_over(decoded.value().original)) return Picture{std::move(*taken), true};
  const core::Image& pixels = decoded.value().pixels;
  const bool whole = pixels.width > 0 && pixels.height > 0 && (pixels.channels == 1 || pixels.channels == 3) &&
                     pixels.bytes.size() == static_cast<std::size_t>(pixels.width) * pixels.height * pixels.channels;
  if (!whole) return core::Error{core::ErrorCode::damaged, "The page's image is broken", place, "Scan the page again"};
  return Picture{compress(pixels), false};
}

bool is_sane(const Placement& placement) {
  const auto fine = [](double v) { return std::isfinite(v) && std::abs(v) < 1e6; };
  return fine(placement.width) && fine(placement.height) && placement.width >= 3 && placement.height >= 3 &&
         std::all_of(placement.image.begin(), placement.image.end(), fine);
}

// A page that was never read has no map: it stands as it was scanned.
Placement as_scanned(const core::Reading& reading, const ImageStream& image) {
  core::Reading plain;
  plain.width = plain.scan_width = image.width;
  plain.height = plain.scan_height = image.height;
  plain.dpi = reading.dpi;
  return place_scan(plain);
}

// Adds the page, or one that says why it cannot be shown: a page never vanishes. Tells in `place` what became of it.
Placement add_page(Assembly& assembly, const PacketPage& page, int index, const core::Claim& claim, const Fonts& fonts,
                   TextCodes& codes, core::PagePlace& place) {
  if (!page.aside.empty()) {
    place.reason = page.aside;
    assembly.add_drawn(make_aside_page(page.reading->origin, page.aside, claim.claim_id, fonts));
    return {};
  }
  const core::Result<Picture> picture = picture_of(page);
  if (!picture) {
    place.reason = core::sentence_zh(picture.error());
    assembly.add_drawn(make_missing_page(page.reading->origin, picture.error(), claim.claim_id, fonts));
    return {};
  }
  const ImageStream& image = picture.value().stream;
  place.picture_sha256 = sha256_hex(image.bytes);
  place.unchanged = picture.value().unchanged;
  const core::Reading& reading = *page.reading;
  Placement placement;
  if (reading.width > 0 && reading.height > 0 && reading.scan_width > 0 && reading.scan_height > 0)
    placement = place_scan(reading);
  if (is_sane(placement)) {
    const bool corrected = is_corrected(claim, index);
    assembly.add_scan(placement, image,
                      corrected ? text_operators(corrected_reading(reading, index, claim), placement, codes)
                                : text_operators(reading, placement, codes));
  } else {
    placement = as_scanned(reading, image);
    assembly.add_scan(placement, image, "");
  }
  return placement;
}

// Where the pages belong, before the packet's own numbers are known.
std::vector<core::PagePlace> places_of(const core::Claim& claim, const std::vector<PacketPage>& pages) {
  std::vector<core::PagePlace> places;
  for (const PacketPage& page : pages) {
    core::PagePlace place;
    place.origin = page.reading->origin;
    places.push_back(std::move(place));
  }
  for (const core::Document& document : claim.documents)
    for (const core::SheetPage& page : document.pages)
      if (std::string& paper = places[static_cast<std::size_t>(page.page)].paper; paper.empty()) paper = document.kind;
  for (int page : claim.blank_pages) places[static_cast<std::size_t>(page)].blank = true;
  for (const auto& [first, later] : claim.twins) places[static_cast<std::size_t>(later)].twin_of = first;
  return places;
}

// Pages are called by their paper and by their number in the file, as the cover's index gives it.
std::vector<PageLabels> labels_of(const core::Claim& claim, const Plan& plan, int cover_pages, const Captions& say) {
  std::vector<PageLabels> labels{{0, say("封面 ", "Cover "), 1}};
  std::map<int, std::string> titles;  // by position
  const auto is_twin = [&](int page) {
    return std::any_of(claim.twins.begin(), claim.twins.end(), [&](const auto& pair) { return pair.second == page; });
  };
  for (const Group& group : plan.groups)
    for (const PlannedDocument& each : group.documents)
      for (int position : each.positions)
        titles.emplace(position,
                       document_title(claim.documents[static_cast<std::size_t>(each.document)], say.english) +
                           (is_twin(plan.order[static_cast<std::size_t>(position)]) ? say("（重复扫描）", " (again)") : ""));
  for (int position : plan.loose) titles.emplace(position, say("未归类", "Not assigned"));
  for (int position : plan.unshown) titles.emplace(position, say("无法显示", "Cannot be shown"));
  for (int position : plan.blank) titles.emplace(position, say("空白页", "Blank page"));
  for (const auto& [position, title] : titles)
    if (labels.back().prefix != title + " ") labels.push_back({cover_pages + position, title + " ", cover_pages + position + 1});
  return labels;
}

class Bookmarks {
 public:
  Bookmarks(const core::Claim& claim, const Plan& plan, const std::vector<PacketPage>& pages,
            const std::vector<Placement>& placements, int cover_pages, bool english)
      : claim_(claim), plan_(plan), pages_(pages), placements_(placements), cover_pages_(cover_pages), say_{english} {}

  std::vector<Bookmark> all() const {
    std::vector<Bookmark> bookmarks{{say_("封面", "Cover"), 0, false, 0, {}}};
    for (const Group& group : plan_.groups)
      if (group.item >= 0) bookmarks.push_back(requirement(group));
      else bookmarks.push_back(rest(group));
    if (!plan_.loose.empty())
      bookmarks.push_back({say_("未归类", "Not assigned"), cover_pages_ + plan_.loose.front(), false, 0, {}});
    if (!plan_.unshown.empty())
      bookmarks.push_back({say_("无法显示", "Cannot be shown"), cover_pages_ + plan_.unshown.front(), false, 0, {}});
    if (!plan_.blank.empty())
      bookmarks.push_back({say_("空白页", "Blank pages"), cover_pages_ + plan_.blank.front(), false, 0, {}});
    return bookmarks;
  }

 private:
  Bookmark requirement(const Group& group) const {
    const core::ChecklistItem& item = claim_.checklist[group.item];
    if (group.documents.empty())  // leads to the cover, where the list is
      return {item.title + "（" + status_title(item.status, say_.english) + "）", 0, false, 0, {}};
    Bookmark bookmark = document(group.documents.front());
    bookmark.title = item.title;
    if (item.status != core::ChecklistItem::Status::present)
      bookmark.title += "（" + status_title(item.status, say_.english) + "）";
    for (const PlannedDocument& each : group.documents) bookmark.children.push_back(document(each));
    return bookmark;
  }

  Bookmark rest(const Group& group) const {
    Bookmark bookmark = document(group.documents.front());
    bookmark.title = say_("其他材料", "Other papers");
    for (const PlannedDocument& each : group.documents) bookmark.children.push_back(document(each));
    return bookmark;
  }

  Bookmark document(const PlannedDocument& planned) const {
    const core::Document& document = claim_.documents[planned.document];
    std::string title = document_title(document, say_.english);
    if (const std::string bill = value_of(document, "bill_number"); !bill.empty()) title += " " + bill;
    if (const std::string total = value_of(document, "total_amount"); !total.empty())
      title += " · " + grouped(total) + say_(" 元", " yuan");
    Bookmark bookmark{title, planned.position < 0 ? 0 : cover_pages_ + planned.position, false, 0, {}};
    if (planned.part && planned.position >= 0) {
      const Placement& placement = placements_[planned.position];
      const core::Reading& reading = *pages_[plan_.order[planned.position]].reading;
      bookmark.has_top = placement.height > 0;
      bookmark.top = placement.apply(reading.to_scan.apply(core::Point{double(planned.part->x), double(planned.part->y)})).y;
    }
    return bookmark;
  }

  const core::Claim& claim_;
  const Plan& plan_;
  const std::vector<PacketPage>& pages_;
  const std::vector<Placement>& placements_;
  int cover_pages_;
  Captions say_;
};

// packet.pdf and the places of its pages; claim_json must be there already.
core::Result<core::Done> make_packet(core::Packet& packet, const core::Claim& claim, const std::vector<PacketPage>& pages,
                                     const Fonts& fonts, const Settings& settings) {
  Plan plan = plan_pages(claim, static_cast<int>(pages.size()));
  Assembly assembly;
  TextCodes codes;
  std::vector<Placement> placements;
  packet.places = places_of(claim, pages);
  for (int page : plan.order) {
    const auto at = static_cast<std::size_t>(page);
    placements.push_back(add_page(assembly, pages[at], page, claim, fonts, codes, packet.places[at]));
  }
  std::vector<bool> shown;
  for (const core::PagePlace& place : packet.places) shown.push_back(place.reason.empty());
  part_unshown(plan, shown);
  const DrawnPages cover = make_cover(claim, plan, pages, packet.places, fonts, settings);
  const int cover_pages = static_cast<int>(cover.pages.size());
  assembly.add_drawn(cover, true);
  for (std::size_t i = 0; i < plan.order.size(); ++i)
    packet.places[static_cast<std::size_t>(plan.order[i])].packet_page = cover_pages + static_cast<int>(i) + 1;
  const Captions say{settings.language == "en"};
  assembly.label(labels_of(claim, plan, cover_pages, say));
  assembly.attach({"claim.json", say("本案卷的全部字段、清单与核查结果", "All fields, checklist and findings of the claim"),
                   "Data", "application/json", packet.claim_json});
  assembly.attach({"originals.json",
                   say("原始文件的摘要（SHA-256）与每页去向", "Digests of the original files, and where each page went"),
                   "Supplement", "application/json", originals_json(claim, packet.places)});
  const auto bookmarks = Bookmarks(claim, plan, pages, placements, cover_pages, say.english).all();
  packet.packet_pdf =
      assembly.finish(say("医疗费用手工报销材料 ", "Claim packet ") + claim.claim_id, bookmarks, codes.to_unicode());
  return check_conservation(claim, plan, packet.places, cover_pages, read_back(packet.packet_pdf));
}

}  // namespace

core::Result<core::Packet> pack(const core::Claim& claim, const std::vector<PacketPage>& pages, const Settings& settings) {
  if (!indices_hold(claim, pages))
    return core::Error{core::ErrorCode::bad_input, "The claim names pages that were not handed over", claim.claim_id, ""};
  const core::Result<Fonts> fonts = find_fonts();
  if (!fonts) return fonts.error();
  std::vector<const core::Reading*> readings;
  for (const PacketPage& page : pages) readings.push_back(page.reading);
  try {
    core::Packet packet;
    packet.papers = make_letters(claim, pages, fonts.value(), settings);
    packet.claim_json = claim_json(claim, readings, packet.papers);
    if (const auto kept = make_packet(packet, claim, pages, fonts.value(), settings); !kept) return kept.error();
    for (const core::Paper& paper : packet.papers)
      if (paper.file == letter_file(Letter::notice)) packet.notice_pdf = paper.pdf;
    return packet;
  } catch (const std::exception& error) {
    return core::Error{core::ErrorCode::failed, std::string("The packet could not be written: ") + error.what(), claim.claim_id,
                       "Report this with the claim's files"};
  }
}

}  // namespace claimpack::pack
