#include "pack/separator_sheet.hpp"

#include "pack/assemble.hpp"
#include "pack/layout.hpp"

namespace claimpack::pack {

namespace {

constexpr double square_side = 170, bar_width = 340, bar_height = 62;

}  // namespace

core::Result<std::string> separator_sheets(const std::vector<SeparatorSheet>& sheets, bool english) {
  const auto fonts = find_fonts();
  if (!fonts) return fonts.error();
  const auto say = [&](const char* chinese, const char* in_english) { return english ? in_english : chinese; };
  PageFlow flow(
      fonts.value(),
      say("claimpack 案卷分隔页 · 可反复使用，请勿折叠、涂写", "claimpack separator sheet · use it again, do not fold it"), 0,
      english);
  for (std::size_t i = 0; i < sheets.size(); ++i) {
    const SeparatorSheet& sheet = sheets[i];
    const auto square = square_pattern(sheet.square_text), bars = bar_pattern(sheet.bar_text);
    if (!square) return square.error();
    if (!bars) return bars.error();
    if (i > 0) flow.next_page();
    flow.title(say("新案卷由此开始", "A new claim begins here"),
               say("放在每件案卷的第一页之前，与材料一起扫描", "Lay it before the first page of each claim and scan it along"));
    flow.gap(16);
    flow.code(bars.value(), bar_width, bar_height);
    flow.gap(34);
    flow.code(square.value(), square_side, square_side);
    flow.gap(34);
    if (!sheet.serial.empty()) flow.paragraph(sheet.serial, {30, true, false, Align::centre, ink::text, 12});
    std::vector<PageFlow::Pair> pairs;
    for (const auto& [label, value] : sheet.facts) pairs.push_back({label, value, true});
    if (!pairs.empty()) flow.pairs(pairs);
    flow.gap(20);
    flow.code(bars.value(), bar_width, bar_height);
  }
  Assembly assembly;
  assembly.add_drawn(flow.finish());
  return assembly.finish(say("案卷分隔页", "Separator sheets"), {}, "");
}

}  // namespace claimpack::pack
