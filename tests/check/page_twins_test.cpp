// The same sheet twice, and what only looks like it.
#include "check/page_twins.hpp"
#include "catch.hpp"
#include "check/made_case.hpp"

using namespace claimpack;
using namespace claimpack::check;

namespace {

// A print whose cells follow from the seed; `noise` moves some of them a little, as another scan does.
core::PagePrint print(int seed, int noise = 0) {
  core::PagePrint made;
  unsigned state = 17U + static_cast<unsigned>(seed) * 7919U, shake = 5U + static_cast<unsigned>(noise);
  for (int i = 0; i < core::page_print_side * core::page_print_side; ++i) {
    state = state * 1103515245U + 12345U, shake = shake * 1664525U + 1013904223U;
    const int cell = static_cast<int>(state >> 16) % 16 + (noise ? static_cast<int>(shake >> 16) % 5 - 2 : 0);
    made.push_back(static_cast<std::uint8_t>(std::min(15, std::max(0, cell))));
  }
  return made;
}

PageFacts page(const std::string& text, const core::PagePrint& how) {
  PageFacts made;
  made.print = how, made.text = text;
  return made;
}

// A page of a printed list: the head of every page, then rows.
std::string list_page(int number, const std::string& day, int first_price) {
  std::string text = "样例医院住院费用清单\n姓名：江小渝 住院号：ZY2024001\n第" + std::to_string(number) + "页 共5页\n";
  for (int row = 0; row < 20; ++row)
    text += day + " 静脉输液 阿莫西林胶囊 " + std::to_string(first_price + row) + ".50 床位费护理费\n";
  return text;
}

std::size_t twins(const PageFacts& a, const PageFacts& b) { return twin_pages({a, b}).size(); }

}  // namespace

TEST_CASE("another scan of a page is its twin, with the readers' slips") {
  const auto text = list_page(2, "2024-03-05", 110);
  CHECK(twins(page(text, print(1)), page(text, print(1, 3))) == 1);
  auto misread = text;
  misread.replace(misread.find("115.50"), 6, "116.50");
  misread.replace(misread.find("阿莫西林"), std::string("阿莫西林").size(), "阿莫西休");
  CHECK(twins(page(text, print(1)), page(misread, print(1, 4))) == 1);
  CHECK(twin_pages({page(text, print(1)), page(text, print(1, 1)), page(text, print(1, 2))}).size() == 2);  // each later one once
}

TEST_CASE("pages that only look alike are none") {
  const auto text = list_page(2, "2024-03-05", 110);
  const auto look = print(1), again = print(1, 3);
  CHECK(twins(page(text, look), page(list_page(3, "2024-03-05", 110), again)) == 0);  // the next page, all else the same
  CHECK(twins(page(text, look), page(list_page(2, "2024-03-06", 110), again)) == 0);  // the next day's list
  CHECK(twins(page(text, look), page(list_page(2, "2024-03-05", 310), again)) == 0);  // other amounts
  CHECK(twins(page(text, look), page(text, print(2))) == 0);                          // the same words in another layout
  CHECK(twins(page("", look), page("", again)) == 0);                                 // nothing was read
  CHECK(twins(page("复印件\n", look), page("复印件\n", again)) == 0);                 // too little to say
  CHECK(twins(page(text, {}), page(text, {})) == 0);                                  // no print was taken
  auto other = text;
  for (auto at = other.find("江小渝"); at != std::string::npos; at = other.find("江小渝")) other.replace(at, 9, "卫德邻");
  for (auto at = other.find("阿莫西林胶囊"); at != std::string::npos; at = other.find("阿莫西林胶囊"))
    other.replace(at, 18, "头孢克肟分散片");
  CHECK(twins(page(text, look), page(other, again)) == 0);  // one form, other content
}

TEST_CASE("sixty pages of lists cost next to nothing") {
  std::vector<PageFacts> pages;
  for (int i = 0; i < 60; ++i) pages.push_back(page(list_page(i + 1, "2024-03-05", 100 + i), print(i)));
  CHECK(twin_pages(pages).empty());
}

TEST_CASE("a list's page that was scanned again counts for no page of its own") {
  const auto list_of = [](bool again, int printed) {
    auto made = made::inpatient();
    auto& list = made::first(made, "expense_list");
    list.pages_printed = printed, list.page_numbers.clear();
    const auto text = list_page(1, "2024-03-05", 100);
    made.pages[1].print = print(5), made.pages[1].text = text;
    if (again) {
      PageFacts twin = made.pages[1];
      twin.origin.page = 2;
      made.pages.push_back(twin);
      list.pages.push_back({static_cast<int>(made.pages.size()) - 1, {}});
    }
    return made::decided(made);
  };
  const auto whole = list_of(true, 1);
  INFO(made::told(whole));
  CHECK(whole.outcome == core::Outcome::complete);
  REQUIRE(whole.twins.size() == 1);
  CHECK(whole.twins[0] == std::pair(1, 4));
  const auto* told = made::finding(whole, "x.page.quality");
  REQUIRE(told);
  CHECK(told->severity == core::Severity::note);
  CHECK(told->message.find("重复扫描，已在卷内标明") != std::string::npos);
  // Two of two sheets are one page and its twin: the second page is missing.
  const auto short_of_one = list_of(true, 2);
  INFO(made::told(short_of_one));
  CHECK(made::finding(short_of_one, "x.list.pages"));
}

TEST_CASE("a page that came twice is told with both places, a bill of one number by its own check") {
  auto the_case = made::inpatient();
  made::add(the_case, made::paper("discharge_summary"));
  const auto text = list_page(1, "2024-03-05", 100);
  for (const std::size_t i : {std::size_t(1), the_case.pages.size() - 1})
    the_case.pages[i].print = print(5), the_case.pages[i].text = text;
  const auto claim = made::decided(the_case);
  INFO(made::told(claim));
  const auto* found = made::finding(claim, "x.page.quality");
  REQUIRE(found);
  CHECK(found->severity == core::Severity::note);
  CHECK(found->message.find("scan_5.jpg 第1页") != std::string::npos);
  CHECK(found->message.find("scan_2.jpg 第1页") != std::string::npos);
  CHECK(found->evidence.at(0).page == 4);

  auto bills = made::inpatient();
  made::add(bills, made::paper("inpatient_invoice"));
  for (const std::size_t i : {std::size_t(0), bills.pages.size() - 1})
    bills.pages[i].print = print(5), bills.pages[i].text = text;
  const auto twice = made::decided(bills);
  INFO(made::told(twice));
  CHECK(made::finding(twice, "x.bill.dup_in_claim"));
  CHECK_FALSE(made::finding(twice, "x.page.quality"));
}
