// What a reviewer does to pages.
#include "classify/regroup.hpp"

#include "catch.hpp"
#include "classify/made_page.hpp"

namespace claimpack::classify {

namespace {

using core::Correction;
using core::CorrectionKind;
using made::line;

const Kinds& kinds() {
  static const auto loaded = load_kinds(CLAIMPACK_SOURCE "/templates/documents");
  REQUIRE(loaded.ok());
  return *loaded.value();
}

// Five pages p0 … p4; a list of p0, p1, p2, a summary p3, a blank one p4.
struct Pile {
  std::vector<core::Reading> pages;
  Classified classified;
  Pile() {
    for (int i = 0; i < 5; ++i) {
      pages.push_back(
          made::page({line(500, 100, "出院小结", 44), line(100, 250, "姓名：林秀兰"), line(100, 320, "出院诊断：胆囊结石"),
                      line(100, 390, "入院日期：2026-03-01"), line(100, 450, "出院日期：2026-03-05")}));
      pages.back().origin = {"p" + std::to_string(i) + ".jpg", 1};
    }
    pages[4].quality.blank = true;
    classified.sheets = {{"expense_list", "", 0.9, {{0, {}}, {1, {}}, {2, {}}}}, {"discharge_summary", "", 0.8, {{3, {}}}}};
    classified.blank_pages = {4};
  }
  core::Origin page(int i) const { return pages[std::size_t(i)].origin; }
  Regrouped after(std::vector<Correction> acts) {
    for (std::size_t i = 0; i < acts.size(); ++i) acts[i].id = std::int64_t(i) + 1;
    return regroup(classified, made::pointers(pages), acts, kinds());
  }
};

Correction act(CorrectionKind kind, std::vector<core::Origin> pages, const std::string& document_kind = {}) {
  Correction made;
  made.kind = kind, made.pages = std::move(pages), made.document_kind = document_kind, made.reason = "不属本案";
  return made;
}

// "expense_list 0 1|discharge_summary 3"
std::string told(const Regrouped& regrouped) {
  std::string text;
  for (const auto& sheet : regrouped.classified.sheets) {
    text += (text.empty() ? "" : "|") + sheet.kind + (sheet.subtype.empty() ? "" : "/" + sheet.subtype);
    for (const auto& page : sheet.pages) text += " " + std::to_string(page.page);
  }
  for (const int page : regrouped.classified.blank_pages) text += "|blank " + std::to_string(page);
  for (const auto& aside : regrouped.aside) text += "|aside " + std::to_string(aside.page);
  for (const auto& each : regrouped.unfit) text += "|unfit " + std::to_string(each.id);
  return text;
}

}  // namespace

TEST_CASE("a reviewer's acts on pages move exactly the pages that they name") {
  Pile pile;
  using K = CorrectionKind;
  const std::string before = "expense_list 0 1 2|discharge_summary 3|blank 4";
  CHECK(told(pile.after({})) == before);
  Correction by_document = act(K::set_kind, {}, "settlement_sheet");
  by_document.document.page = pile.page(0);
  CHECK(told(pile.after({by_document})) == "other/settlement_sheet 0 1 2|discharge_summary 3|blank 4");
  CHECK(told(pile.after({act(K::set_kind, {pile.page(1)}, "settlement_sheet")})) ==
        "expense_list 0 2|other/settlement_sheet 1|discharge_summary 3|blank 4");
  CHECK(told(pile.after({act(K::group_pages, {pile.page(2), pile.page(3)}, "discharge_summary")})) ==
        "expense_list 0 1|discharge_summary 2 3|blank 4");
  CHECK(told(pile.after({act(K::group_pages, {pile.page(3), pile.page(2), pile.page(3)})})) ==
        "expense_list 0 1|discharge_summary 3 2|blank 4");
  CHECK(told(pile.after({act(K::group_pages, {pile.page(0), pile.page(4)})})) ==
        "expense_list 0 4|expense_list 1 2|discharge_summary 3");
  CHECK(told(pile.after({act(K::set_aside_page, {pile.page(1)})})) == "expense_list 0 2|discharge_summary 3|blank 4|aside 1");
  CHECK(told(pile.after({act(K::set_aside_page, {pile.page(3)})})) == "expense_list 0 1 2|blank 4|aside 3");
  CHECK(told(pile.after({act(K::set_aside_page, {pile.page(1)}), act(K::restore_page, {pile.page(1)})})) == before);
  // A blank page that is none is looked at for what it is.
  CHECK(told(pile.after({act(K::restore_page, {pile.page(4)})})) == "expense_list 0 1 2|discharge_summary 3|discharge_summary 4");
  CHECK(told(pile.after({act(K::set_aside_page, {pile.page(4)})})) == "expense_list 0 1 2|discharge_summary 3|aside 4");
}

TEST_CASE("a kind that is published as other keeps its subtype, and a kind that nobody knows is told") {
  Pile pile;
  const auto published = pile.after({act(CorrectionKind::set_kind, {pile.page(3)}, "exam_report")});
  CHECK(published.unfit.empty());
  CHECK(published.classified.sheets[1].confidence == 1);
  auto own = act(CorrectionKind::set_kind, {pile.page(3)}, "other");
  own.subtype = "consent_form";
  CHECK(told(pile.after({own})) == "expense_list 0 1 2|other/consent_form 3|blank 4");
  CHECK(told(pile.after({act(CorrectionKind::set_kind, {pile.page(3)}, "novel")})) ==
        "expense_list 0 1 2|discharge_summary 3|blank 4|unfit 1");
}

TEST_CASE("an act on a page that is not there does nothing, and is told") {
  Pile pile;
  for (const auto kind : {CorrectionKind::group_pages, CorrectionKind::set_aside_page, CorrectionKind::restore_page})
    CHECK(told(pile.after({act(kind, {pile.page(1), {"gone.jpg", 1}})})) ==
          "expense_list 0 1 2|discharge_summary 3|blank 4|unfit 1");
  auto by_document = act(CorrectionKind::set_kind, {}, "settlement_sheet");
  by_document.document.page = pile.page(1);  // no document's first page
  const auto found = pile.after({by_document});
  REQUIRE(found.unfit.size() == 1);
  CHECK(found.unfit[0].why.find("p1.jpg") != std::string::npos);
}

TEST_CASE("of several papers on one page a name means the one that it counts") {
  Pile pile;
  pile.classified.sheets = {{"identity_card", "", 1, {{0, core::Box{0, 0, 100, 50}}}},
                            {"identity_card", "", 1, {{0, core::Box{0, 50, 100, 50}}}}};
  core::DocumentName name{pile.page(0), 2};
  CHECK(sheet_named(pile.classified.sheets, made::pointers(pile.pages), name) == 1);
  name.part = 3;
  CHECK(sheet_named(pile.classified.sheets, made::pointers(pile.pages), name) == -1);
  // Who sets one of them aside sets the page aside.
  CHECK(told(pile.after({act(CorrectionKind::set_aside_page, {pile.page(0)})})) == "|blank 4|aside 0");
}

}  // namespace claimpack::classify
