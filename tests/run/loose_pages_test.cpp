// Which of the pages that lay loose together are one claim.
#include "run/loose_pages.hpp"

#include "catch.hpp"
#include "core/identifiers.hpp"
#include "run/made_scans.hpp"

using namespace claimpack;
using made::has;
using Files = std::vector<std::size_t>;

namespace {

struct Pile {
  std::vector<core::Reading> readings;
  std::vector<std::string> names;
  std::vector<core::Document> documents;

  core::Reading& page(const std::vector<std::string>& lines = {}) {
    core::Reading reading;
    names.push_back(std::to_string(names.size() + 1) + ".jpg");
    reading.origin = {names.back(), 1};
    for (const auto& text : lines) reading.lines.push_back(made::line(text, 50));
    readings.push_back(reading);
    return readings.back();
  }
  void sheet(const run::Separator& separator) { page().codes.push_back({"QRCode", run::square_text(separator), {}, {}}); }
  void paper(const std::string& kind, const std::string& name, const std::string& number = "", double confidence = 0.95) {
    page({"姓名：" + name, number});
    core::Document document;
    document.kind = kind;
    document.pages.push_back({int(readings.size()) - 1, {}});
    if (!name.empty()) document.fields["patient_name"] = {name, {}, false, {}, name, confidence};
    if (!number.empty()) document.fields["id_number"].value = number;
    documents.push_back(document);
  }
  std::vector<run::LoosePage> pages() const {
    std::vector<run::LoosePage> all;
    for (std::size_t i = 0; i < readings.size(); ++i) all.push_back({i, &readings[i], false});
    return all;
  }
  std::vector<run::LoosePart> by_sheets() const { return run::parts_by_sheets(pages(), names); }
  std::vector<run::LoosePart> by_patients() const { return run::parts_by_patients(pages(), names, documents); }
};

const char* const number_of_li = "110101199003070118";  // check digits computed below

std::string number_for(const std::string& first17) { return first17 + core::identity_check(first17); }

}  // namespace

TEST_CASE("what a separator sheet says comes back from both of its codes, and nothing else does") {
  for (const run::Separator& each : {run::Separator{}, {"xiamen", "inpatient", true, "A-0007"}, {"", "", true, ""}}) {
    CHECK(run::parse_separator(run::square_text(each)) == each);
    const auto bars = run::parse_separator(run::bar_text(each));
    REQUIRE(bars);
    CHECK(bars->counter == each.counter);
    CHECK(bars->serial == each.serial);
    CHECK(run::bar_text(each).size() >= 6);
  }
  for (const char* text : {"", "CLAIMPACK", "CLAIMPACK:NEW;R", "CLAIMPACK:NEWS", "CLAIMPACK:NEW;R=a b", "CPNEW", "CPNEWX-1",
                           "CPNEW-1 2", "01,31,,12345", "https://example.org/CLAIMPACK:NEW"})
    CHECK_FALSE(run::parse_separator(text));
  CHECK_FALSE(run::parse_separator("CLAIMPACK:NEW" + std::string(300, ';')));
  CHECK(run::parse_separator("CLAIMPACK:NEW;X=later;S=1")->serial == "1");
  core::Reading page;
  CHECK_FALSE(run::separator_on(page));
  page.codes = {{"Code128", "CPNEW-7", {}, {}}, {"QRCode", "CLAIMPACK:NEW;R=xiamen;S=7", {}, {}}};
  CHECK(run::separator_on(page)->region == "xiamen");
}

TEST_CASE("sheets part what follows them; two in a row and one at the end open nothing") {
  Pile pile;
  pile.page({"a"});
  pile.sheet({"xiamen", "", false, "1"});
  pile.page({"b"}), pile.page({"c"});
  pile.sheet({"", "", false, "2"}), pile.sheet({"", "", true, "3"});
  pile.page({"d"});
  pile.sheet({"", "", false, "4"});
  const auto parts = pile.by_sheets();
  REQUIRE(parts.size() == 3);
  CHECK(parts[0].files == Files{0});
  CHECK(parts[1].files == Files{1, 2, 3});
  CHECK(parts[1].separator.region == "xiamen");
  CHECK(parts[2].files == Files{4, 5, 6, 7});
  CHECK(parts[2].separator.serial == "3");
  CHECK(parts[2].separator.counter);
  Pile only;
  only.sheet({});
  CHECK(only.by_sheets().size() == 1);
}

TEST_CASE("a sheet inside a file of several pages cannot part it: a person is told") {
  Pile pile;
  pile.page({"a"});
  pile.sheet({});
  pile.page({"b"});
  auto pages = pile.pages();
  for (auto& each : pages) each.file = 0;
  const auto parts = run::parts_by_sheets(pages, {"all.tif"});
  REQUIRE(parts.size() == 1);
  REQUIRE(parts[0].doubts.size() == 1);
  CHECK(has(parts[0].doubts[0], "all.tif"));
}

TEST_CASE("loose pages are parted by their patients' names and numbers") {
  const std::string li = number_for(std::string(number_of_li, 17)), wang = number_for("11010119850101002");
  Pile pile;
  pile.paper("identity_card", "李明远", li);
  pile.paper("inpatient_invoice", "李明远");
  pile.paper("inpatient_invoice", "王小芳");
  pile.paper("discharge_summary", "李明远");
  pile.paper("identity_card", "王小芳", wang);
  const auto parts = pile.by_patients();
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].files == Files{0, 1, 3});
  CHECK(parts[1].files == Files{2, 4});
  CHECK(parts[0].doubts.empty());
  CHECK(parts[1].doubts.empty());
}

TEST_CASE("one patient, or nobody known, is one claim without a word") {
  Pile one;
  one.paper("inpatient_invoice", "李明远");
  one.page({"a page without a name"});
  one.paper("discharge_summary", "李明远");
  CHECK(one.by_patients().size() == 1);
  CHECK(one.by_patients()[0].doubts.empty());
  Pile nobody;
  nobody.page({"a"}), nobody.page({"b"});
  CHECK(nobody.by_patients().size() == 1);
  CHECK(Pile().by_patients().size() == 1);
}

TEST_CASE("an agent's or a parent's card is no patient of its own") {
  Pile pile;
  pile.paper("inpatient_invoice", "李明远");
  pile.paper("identity_card", "赵大同", number_for("11010119650101003"));
  pile.paper("discharge_summary", "李明远");
  CHECK(pile.by_patients().size() == 1);
}

TEST_CASE("a page that says nothing of its patient goes with its neighbour, never silently") {
  Pile pile;
  pile.paper("inpatient_invoice", "李明远");
  pile.page({"a page without a name"});
  pile.paper("inpatient_invoice", "王小芳");
  pile.page().quality.blank = true;
  const auto parts = pile.by_patients();
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].files == Files{0, 1});
  REQUIRE(parts[0].doubts.size() == 1);
  CHECK(has(parts[0].doubts[0], "2.jpg"));
  CHECK(parts[1].files == Files{2, 3});
  CHECK(parts[1].doubts.empty());  // a blank back asks nothing of anybody
}

TEST_CASE("a page that was taken for another patient's paper but says this one's name is in doubt, and goes where it says") {
  Pile pile;
  pile.paper("expense_list", "李明远");
  pile.page({"姓名：王小芳"});
  pile.documents[0].pages.push_back({1, {}});
  pile.paper("inpatient_invoice", "王小芳");
  const auto parts = pile.by_patients();
  REQUIRE(parts.size() == 2);
  CHECK(parts[1].files == Files{1, 2});
  CHECK(parts[1].doubts.size() == 1);
}

TEST_CASE("two of one name with different numbers: a page with the name alone is in doubt") {
  const std::string one = number_for("11010119900307011"), other = number_for("11010119850101002");
  Pile pile;
  pile.paper("inpatient_invoice", "王小芳", one);
  pile.paper("inpatient_invoice", "王小芳", other);
  pile.paper("discharge_summary", "王小芳");
  const auto parts = pile.by_patients();
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].files.size() + parts[1].files.size() == 3);
  CHECK(parts[1].doubts.size() == 1);
}

TEST_CASE("a name one character off, read badly and once, opens no claim of its own") {
  Pile pile;
  pile.paper("inpatient_invoice", "李明远");
  pile.paper("discharge_summary", "李明远");
  pile.paper("inpatient_invoice", "王小芳");
  pile.paper("expense_list", "李明运", "", 0.75);
  const auto parts = pile.by_patients();
  REQUIRE(parts.size() == 2);
  CHECK(parts[0].files == Files{0, 1, 3});
  CHECK(parts[0].doubts.size() == 1);
  Pile two;  // the same, read well: somebody else
  two.paper("inpatient_invoice", "李明远");
  two.paper("inpatient_invoice", "李明运", "", 0.99);
  CHECK(two.by_patients().size() == 2);
}
