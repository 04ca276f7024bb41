#include "pack/plan.hpp"

#include <algorithm>
#include <cassert>

namespace claimpack::pack {
namespace {

// Puts pages into the order once and remembers where they went.
class Order {
 public:
  explicit Order(int page_count) : position_(page_count, -1) {}

  int put(int page) {
    int& position = position_[page];
    if (position < 0) {
      position = static_cast<int>(order_.size());
      order_.push_back(page);
    }
    return position;
  }
  bool has(int page) const { return position_[page] >= 0; }
  std::vector<int> take() { return std::move(order_); }

 private:
  std::vector<int> position_, order_;
};

PlannedDocument place(const core::Claim& claim, int index, Order& order) {
  const core::Document& document = claim.documents[index];
  PlannedDocument planned;
  planned.document = index;
  for (const core::SheetPage& page : document.pages) {
    const int position = order.put(page.page);
    if (planned.position < 0) {
      planned.position = position;
      planned.part = page.part;
    }
    planned.positions.push_back(position);
  }
  std::sort(planned.positions.begin(), planned.positions.end());
  planned.positions.erase(std::unique(planned.positions.begin(), planned.positions.end()), planned.positions.end());
  return planned;
}

}  // namespace

Plan plan_pages(const core::Claim& claim, int page_count) {
  Plan plan;
  Order order(page_count);
  std::vector<bool> placed(claim.documents.size(), false);
  for (int item = 0; item < static_cast<int>(claim.checklist.size()); ++item) {
    Group group{item, {}};
    for (int document : claim.checklist[item].documents) {
      placed[document] = true;
      group.documents.push_back(place(claim, document, order));
    }
    plan.groups.push_back(std::move(group));
  }
  Group rest;
  for (int document = 0; document < static_cast<int>(claim.documents.size()); ++document)
    if (!placed[document]) rest.documents.push_back(place(claim, document, order));
  if (!rest.documents.empty()) plan.groups.push_back(std::move(rest));

  std::vector<bool> blank(page_count, false);
  for (int page : claim.blank_pages) blank[page] = true;
  for (int page = 0; page < page_count; ++page)
    if (!blank[page] && !order.has(page)) plan.loose.push_back(order.put(page));
  for (int page = 0; page < page_count; ++page)
    if (blank[page] && !order.has(page)) plan.blank.push_back(order.put(page));
  plan.order = order.take();
  assert(static_cast<int>(plan.order.size()) == page_count);
  return plan;
}

void part_unshown(Plan& plan, const std::vector<bool>& shown) {
  const auto is_shown = [&](int position) {
    return shown[static_cast<std::size_t>(plan.order[static_cast<std::size_t>(position)])];
  };
  const auto first = std::stable_partition(plan.loose.begin(), plan.loose.end(), is_shown);
  plan.unshown.assign(first, plan.loose.end());
  plan.loose.erase(first, plan.loose.end());
}

std::string page_ranges(const std::vector<int>& numbers) {
  std::string text;
  for (std::size_t i = 0; i < numbers.size();) {
    std::size_t last = i;
    while (last + 1 < numbers.size() && numbers[last + 1] == numbers[last] + 1) ++last;
    if (!text.empty()) text += "、";
    text += std::to_string(numbers[i]);
    if (last > i) text += "–" + std::to_string(numbers[last]);
    i = last + 1;
  }
  return text;
}

}  // namespace claimpack::pack
