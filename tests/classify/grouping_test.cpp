// Which pages make one document, and in which order.
#include "catch.hpp"
#include "classify/classify.hpp"
#include "classify/made_page.hpp"

namespace claimpack::classify {

namespace {

using made::line;
using made::page;

const Kinds& kinds() {
  static const auto loaded = load_kinds(CLAIMPACK_SOURCE "/templates/documents");
  REQUIRE(loaded.ok());
  return *loaded.value();
}

Classified classified(const std::vector<core::Reading>& pages) { return classify(made::pointers(pages), kinds()); }

std::vector<int> pages_of(const core::Sheet& sheet) {
  std::vector<int> out;
  for (const auto& each : sheet.pages) out.push_back(each.page);
  return out;
}

void add_table(std::vector<core::Line>& lines) {
  lines.push_back(line(100, 400, "项目名称"));
  lines.push_back(line(800, 400, "单价"));
  lines.push_back(line(1000, 400, "数量"));
  lines.push_back(line(1200, 400, "金额"));
  for (int i = 0; i < 5; ++i) {
    lines.push_back(line(100, 460 + 50 * i, "静脉输液"));
    lines.push_back(line(1200, 460 + 50 * i, "24.30"));
  }
}

// A page of a list; `foot` as printed, e.g. "第2页/共3页".
core::Reading list_page(const std::string& name, const std::string& number, const std::string& foot, bool titled = true) {
  std::vector<core::Line> lines;
  if (titled) lines.push_back(line(500, 120, "住院费用明细清单", 44));
  if (!name.empty()) lines.push_back(line(100, 250, "姓名：" + name));
  if (!number.empty()) lines.push_back(line(700, 250, "住院号：" + number));
  add_table(lines);
  if (!foot.empty()) lines.push_back(line(1200, 2250, foot));
  return page(std::move(lines));
}

core::Reading card_front(const std::string& name) {
  return page({line(100, 100, "姓名 " + name), line(100, 160, "性别 女 民族 汉"), line(100, 220, "出生 1980年1月15日"),
               line(100, 280, "住址 样例省样例市样例路12号"), line(100, 460, "公民身份号码 350203198001150022")},
              1000, 630);
}

core::Reading card_back() {
  return page({line(300, 100, "中华人民共和国", 40), line(300, 180, "居民身份证", 50), line(200, 400, "签发机关 样例市公安局"),
               line(200, 460, "有效期限 2016.09.13-2036.09.13")},
              1000, 630);
}

std::vector<core::Line> bill(int x, int y, const std::string& name, const std::string& number) {
  return {line(x + 250, y, "样例省医疗门诊收费票据", 40),   line(x + 50, y + 80, "票据代码：35060126"),
          line(x + 50, y + 120, "交款人：" + name),         line(x + 500, y + 80, "票据号码：" + number),
          line(x + 50, y + 300, "金额合计（小写）：88.80"), line(x + 50, y + 400, "收款单位：样例市第一人民医院")};
}

}  // namespace

TEST_CASE("three pages of a list in scrambled order become one, in order") {
  const std::string form = GENERATE("第%页/共3页", "第%页 共3页", "共3页第%页", "页码：%/3", "%/3");
  INFO("foot " << form);
  std::vector<core::Reading> pages;
  for (const int number : {2, 3, 1}) {
    std::string foot = form;
    foot.replace(foot.find('%'), 1, std::to_string(number));
    pages.push_back(list_page("江小渝", "20260031", foot));
  }
  const auto out = classified(pages);
  REQUIRE(out.sheets.size() == 1);
  CHECK(out.sheets[0].kind == "expense_list");
  CHECK(pages_of(out.sheets[0]) == std::vector<int>{2, 0, 1});
}

TEST_CASE("a name that the next label was read onto is the same name") {
  auto first = list_page("", "20260031", "第1页/共2页"), second = list_page("", "20260031", "第2页/共2页");
  first.lines.insert(first.lines.begin() + 1, line(100, 250, "患者姓名:郭莹住院ID:20260031 就诊科室:内科"));
  second.lines.insert(second.lines.begin() + 1, line(100, 250, "患者姓名:郭莹"));
  const auto out = classified({first, second});
  REQUIRE(out.sheets.size() == 1);
  CHECK(pages_of(out.sheets[0]) == std::vector<int>{0, 1});
}

TEST_CASE("numbered pages that lie apart in the pile come together") {
  const auto out = classified(
      {list_page("江小渝", "20260031", "第1页/共2页"), card_front("江小渝"), list_page("江小渝", "20260031", "第2页/共2页")});
  REQUIRE(out.sheets.size() == 2);
  CHECK(pages_of(out.sheets[0]) == std::vector<int>{0, 2});
  CHECK(pages_of(out.sheets[1]) == std::vector<int>{1});
}

TEST_CASE("lists of two patients are two documents") {
  SECTION("without page numbers") {
    const auto out = classified({list_page("江小渝", "20260031", ""), list_page("卫德邻", "20269977", "")});
    REQUIRE(out.sheets.size() == 2);
    CHECK(pages_of(out.sheets[0]) == std::vector<int>{0});
    CHECK(pages_of(out.sheets[1]) == std::vector<int>{1});
  }
  SECTION("page 2 of another patient's list") {
    const auto out = classified({list_page("江小渝", "20260031", "第1页/共2页"), list_page("卫德邻", "20269977", "第2页/共2页")});
    CHECK(out.sheets.size() == 2);
  }
  SECTION("their pages mixed up") {
    const auto out = classified({list_page("江小渝", "20260031", "第1页/共2页"), list_page("卫德邻", "20269977", "第1页/共2页"),
                                 list_page("江小渝", "20260031", "第2页/共2页"), list_page("卫德邻", "20269977", "第2页/共2页")});
    REQUIRE(out.sheets.size() == 2);
    CHECK(pages_of(out.sheets[0]) == std::vector<int>{0, 2});
    CHECK(pages_of(out.sheets[1]) == std::vector<int>{1, 3});
  }
}

TEST_CASE("two lists of one patient, each with a page 1, are two documents") {
  const auto out = classified({list_page("江小渝", "20260031", "第1页/共1页"), list_page("江小渝", "20260031", "第1页/共1页")});
  CHECK(out.sheets.size() == 2);
}

TEST_CASE("a page without a title goes on with the list before it") {
  SECTION("with a page number") {
    const auto out = classified({list_page("江小渝", "20260031", "第1页/共2页"), list_page("", "", "第2页/共2页", false)});
    REQUIRE(out.sheets.size() == 1);
    CHECK(pages_of(out.sheets[0]) == std::vector<int>{0, 1});
  }
  SECTION("without one") {
    const auto out = classified({list_page("江小渝", "20260031", ""), list_page("", "", "", false)});
    REQUIRE(out.sheets.size() == 1);
    CHECK(pages_of(out.sheets[0]) == std::vector<int>{0, 1});
  }
  SECTION("the title repeated, the number the same") {
    const auto out = classified({list_page("江小渝", "20260031", ""), list_page("江小渝", "20260031", "")});
    CHECK(out.sheets.size() == 1);
  }
  SECTION("behind a paper that has one page only") {
    const auto out = classified({card_front("江小渝"), list_page("", "", "", false)});
    CHECK(out.sheets.size() == 2);
  }
}

TEST_CASE("front and back of a card are one document, front first") {
  SECTION("in order") {
    const auto out = classified({card_front("江小渝"), card_back()});
    REQUIRE(out.sheets.size() == 1);
    CHECK(out.sheets[0].kind == "identity_card");
    CHECK(pages_of(out.sheets[0]) == std::vector<int>{0, 1});
  }
  SECTION("back first") {
    const auto out = classified({card_back(), card_front("江小渝")});
    REQUIRE(out.sheets.size() == 1);
    CHECK(pages_of(out.sheets[0]) == std::vector<int>{1, 0});
  }
  SECTION("another paper between them") {
    const auto out = classified({card_front("江小渝"), list_page("江小渝", "20260031", ""), card_back()});
    REQUIRE(out.sheets.size() == 2);
    CHECK(pages_of(out.sheets[0]) == std::vector<int>{0, 2});
  }
  SECTION("two fronts are two cards") { CHECK(classified({card_front("江小渝"), card_front("卫德邻")}).sheets.size() == 2); }
}

TEST_CASE("two bills photographed one below the other are two documents of one page") {
  auto lines = bill(0, 100, "江小渝", "0012345678");
  for (auto& each : bill(0, 1200, "江小渝", "0012345699")) lines.push_back(each);
  const auto out = classified({page(std::move(lines))});
  REQUIRE(out.sheets.size() == 2);
  for (const auto& sheet : out.sheets) {
    CHECK(sheet.kind == "outpatient_invoice");
    REQUIRE(sheet.pages.size() == 1);
    REQUIRE(sheet.pages[0].part);
    CHECK(sheet.pages[0].page == 0);
  }
  const core::Box upper = *out.sheets[0].pages[0].part, lower = *out.sheets[1].pages[0].part;
  CHECK(core::intersect(upper, lower).empty());
  CHECK(upper.bottom() <= 1200);
  CHECK(upper.bottom() > 500);
  CHECK(lower.y <= 1200);
  CHECK(upper.h + lower.h == 2339);
}

TEST_CASE("two bills side by side are two documents of one page") {
  auto lines = bill(0, 100, "江小渝", "0012345678");
  for (auto& each : bill(1100, 105, "江小渝", "0012345699")) lines.push_back(each);
  const auto out = classified({page(std::move(lines), 2200, 700)});
  REQUIRE(out.sheets.size() == 2);
  REQUIRE(out.sheets[0].pages[0].part);
  CHECK(out.sheets[0].pages[0].part->right() <= 1350);
  CHECK(out.sheets[1].pages[0].part->x > 700);
}

TEST_CASE("one bill has no part, and two pages of bills are two documents") {
  const auto out = classified({page(bill(0, 100, "江小渝", "0012345678")), page(bill(0, 100, "江小渝", "0012345699"))});
  REQUIRE(out.sheets.size() == 2);
  CHECK_FALSE(out.sheets[0].pages[0].part);
}

TEST_CASE("blank pages are listed and belong to no document") {
  core::Reading blank = page({});
  blank.quality.blank = true;
  const auto out = classified(
      {list_page("江小渝", "20260031", "第1页/共2页"), std::move(blank), list_page("江小渝", "20260031", "第2页/共2页")});
  CHECK(out.blank_pages == std::vector<int>{1});
  REQUIRE(out.sheets.size() == 1);
  CHECK(pages_of(out.sheets[0]) == std::vector<int>{0, 2});
}

TEST_CASE("a page that could not be read is not blank: nothing is lost") {
  const auto out = classified({page({})});
  CHECK(out.blank_pages.empty());
  REQUIRE(out.sheets.size() == 1);
  CHECK(out.sheets[0].kind == "other");
}

TEST_CASE("a page of a list that was scanned again is its twin, and the list goes on behind it") {
  struct Pile {
    std::vector<const char*> feet;
    std::vector<std::pair<int, int>> again;
    std::vector<int> own, twins;
  };
  const Pile piles[] = {
      {{"第1页/共3页", "第2页/共3页", "第2页/共3页", "第3页/共3页"}, {{1, 2}}, {0, 1, 3}, {2}},
      {{"第1页/共3页", "第2页/共3页", "第3页/共3页", "第2页/共3页"}, {{1, 3}}, {0, 1, 2}, {3}},
      {{"第2页/共2页", "第2页/共2页", "第1页/共2页", "第1页/共2页"}, {{0, 1}, {2, 3}}, {2, 0}, {1, 3}},
      {{"第1页/共1页", "第1页/共1页", "第1页/共1页"}, {{0, 1}, {1, 2}}, {0}, {1, 2}},  // a twin of a twin
      {{"", "", ""}, {{0, 2}}, {0, 1}, {2}},                                           // no page numbers
  };
  for (const auto& [feet, again, own, twins] : piles) {
    std::vector<core::Reading> pages;
    for (const char* foot : feet) pages.push_back(list_page("江小渝", "20260031", foot));
    const auto out = classify(made::pointers(pages), kinds(), again);
    INFO(feet.size() << " pages, " << out.sheets.size() << " sheets");
    REQUIRE(out.sheets.size() == 1);
    CHECK(pages_of(out.sheets[0]) == own);
    std::vector<int> found;
    for (const auto& twin : out.twins) {
      CHECK(twin.sheet == 0);
      found.push_back(twin.page);
    }
    CHECK(found == twins);
  }
}

TEST_CASE("a bill that was scanned again stays a paper of its own, its number speaks") {
  const std::vector<core::Reading> pages{page(bill(100, 200, "江小渝", "0000123456")),
                                         page(bill(100, 200, "江小渝", "0000123456"))};
  const auto out = classify(made::pointers(pages), kinds(), {{0, 1}});
  CHECK(out.sheets.size() == 2);
  CHECK(out.twins.empty());
}

TEST_CASE("every page is in exactly one place") {
  std::vector<core::Reading> pages;
  pages.push_back(card_back());
  pages.push_back(list_page("江小渝", "20260031", "第2页/共2页"));
  pages.push_back(page({line(300, 300, "今日天气晴朗")}));
  pages.push_back(list_page("江小渝", "20260031", "第1页/共2页"));
  pages.push_back(page({}));
  pages.back().quality.blank = true;
  pages.push_back(card_front("江小渝"));
  const auto out = classified(pages);
  std::vector<int> seen(pages.size(), 0);
  for (const auto& sheet : out.sheets)
    for (const auto& each : sheet.pages) ++seen[std::size_t(each.page)];
  for (const int index : out.blank_pages) ++seen[std::size_t(index)];
  CHECK(seen == std::vector<int>(pages.size(), 1));
}

TEST_CASE("no pages, no documents") {
  const auto out = classified({});
  CHECK(out.sheets.empty());
  CHECK(out.blank_pages.empty());
}

}  // namespace claimpack::classify
