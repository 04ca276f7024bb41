// What was listed of a PDF as text, for whoever opens the same file again and must not ask poppler twice.
#include <nlohmann/json.hpp>

#include "receive/pdf_listing.hpp"

namespace claimpack::receive {

using nlohmann::json;

std::string listing_to_text(const std::vector<ListedPage>& pages) {
  json all = json::array();
  for (const ListedPage& page : pages) {
    json images = json::array(), text = json::array();
    for (const ListedImage& i : page.images)
      images.push_back({i.page, i.type, i.width, i.height, i.components, i.bits, i.coding, i.x_ppi, i.y_ppi});
    for (const core::TextRun& run : page.text) text.push_back({run.text, run.box.x, run.box.y, run.box.w, run.box.h});
    all.push_back({page.width, page.height, page.rotate, std::move(images), std::move(text)});
  }
  return all.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::optional<std::vector<ListedPage>> listing_from_text(const std::string& text) {
  try {
    std::vector<ListedPage> pages;
    for (const auto& each : json::parse(text)) {
      ListedPage page{each.at(0), each.at(1), each.at(2), {}, {}};
      for (const auto& i : each.at(3))
        page.images.push_back({i.at(0), i.at(1), i.at(2), i.at(3), i.at(4), i.at(5), i.at(6), i.at(7), i.at(8)});
      for (const auto& run : each.at(4)) page.text.push_back({run.at(0), {run.at(1), run.at(2), run.at(3), run.at(4)}});
      pages.push_back(std::move(page));
    }
    return pages;
  } catch (const json::exception&) { return std::nullopt; }
}

}  // namespace claimpack::receive
