// What lexicons say of values, and what they may never do.
#include <algorithm>

#include "catch.hpp"
#include "extract/made_reading.hpp"

namespace claimpack::extract {

namespace {

using made::cell;
using made::doubt;
using made::line;

// A list of one item by this name.
core::Document list_with(core::Line name) {
  std::vector<core::Line> lines = {line(500, 100, "样例市第一人民医院", 0.99, 40), line(600, 160, "住院费用清单", 0.99, 40),
                                   line(100, 240, "姓名：江小渝"), line(600, 240, "住院号：20260031")};
  const auto row = [&](int y, std::vector<std::pair<int, std::string>> cells) {
    for (const auto& [x, text] : cells) lines.push_back(line(x, y, text));
  };
  row(320, {{100, "日期"}, {300, "项目名称"}, {900, "单位"}, {1050, "单价"}, {1200, "数量"}, {1350, "金额"}});
  row(370, {{80, "2026-03-01"}, {900, "支"}, {1050, "3.50"}, {1215, "2"}, {1350, "7.00"}});
  name.upright.y = name.box.y = 370;
  lines.push_back(std::move(name));
  row(420, {{80, "2026-03-01"}, {300, "某某特制品"}, {900, "次"}, {1050, "20.00"}, {1215, "1"}, {1350, "20.00"}});
  return made::extracted("expense_list", made::page(std::move(lines)));
}

const core::Field& name_of(const core::Document& document) {
  REQUIRE(document.items.size() == 2);
  return document.items[0].at("name");
}

const core::Testimony* testimony(const core::Field& field, core::Witness by = core::Witness::lexicon) {
  const auto found =
      std::find_if(field.witnesses.begin(), field.witnesses.end(), [by](const core::Testimony& t) { return t.by == by; });
  return found == field.witnesses.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a known name gets the lexicon's testimony and nothing else changes") {
  const auto document = list_with(line(300, 0, "氯化钠注射液"));
  const core::Field& name = name_of(document);
  CHECK(name.value == "氯化钠注射液");
  CHECK(name.source == core::Source::ocr);
  CHECK(name.read_first.empty());
  REQUIRE(testimony(name));
  CHECK(testimony(name)->agrees);
  CHECK(testimony(name)->says == "氯化钠注射液");
}

TEST_CASE("a name that no lexicon has stays as read, without testimony") {
  const auto document = list_with(line(300, 0, "氯化钠注射液"));
  const core::Field& other = document.items.at(1).at("name");
  CHECK(other.value == "某某特制品");
  CHECK(other.source == core::Source::ocr);
  CHECK_FALSE(testimony(other));
}

TEST_CASE("the longest known name inside a cell speaks for it, what stands behind is kept") {
  const auto document = list_with(line(300, 0, "注射用头孢呋辛钠0.75g"));
  CHECK(name_of(document).value == "注射用头孢呋辛钠0.75g");
  REQUIRE(testimony(name_of(document)));
  CHECK(testimony(name_of(document))->says == "注射用头孢呋辛钠");
}

TEST_CASE("a short word in a long unknown name says nothing of it") {
  // 静脉注射 is known, the rest is another cell's.
  CHECK_FALSE(testimony(name_of(list_with(line(300, 0, "静脉注射某某某某某某")))));
}

TEST_CASE("a weak character that the reader doubted becomes the word's, and says so") {
  auto name = line(300, 0, "注射用头孢味辛钠0.75g");
  doubt(name, "味", 0.5, "呋", 0.4);
  const auto document = list_with(std::move(name));
  const core::Field& mended = name_of(document);
  CHECK(mended.value == "注射用头孢呋辛钠0.75g");
  CHECK(mended.source == core::Source::derived);
  CHECK(mended.read_first == "注射用头孢味辛钠0.75g");
  CHECK(mended.text == "注射用头孢味辛钠0.75g");
  CHECK_FALSE(mended.accepted);
  CHECK(mended.confidence > 0.5);
  CHECK(std::any_of(mended.candidates.begin(), mended.candidates.end(),
                    [&](const core::Candidate& c) { return c.value == mended.read_first; }));
}

TEST_CASE("a sure reading is never changed: the lexicon only says that it doubts it") {
  const auto document = list_with(line(300, 0, "注射用头孢味辛钠"));
  const core::Field& name = name_of(document);
  CHECK(name.value == "注射用头孢味辛钠");
  CHECK(name.source == core::Source::ocr);
  REQUIRE(testimony(name));
  CHECK_FALSE(testimony(name)->agrees);
  CHECK(testimony(name)->says == "注射用头孢呋辛钠");
}

TEST_CASE("drugs that differ by one character are not exchanged") {
  for (const char* name : {"氯化钾注射液", "氯化钙注射液", "注射用头孢西丁钠", "注射用头孢唑林钠"}) {
    INFO(name);
    const auto document = list_with(line(300, 0, name));
    CHECK(name_of(document).value == name);
    CHECK(testimony(name_of(document))->agrees);
  }
  // Read weakly, with the other drug in the reader's mind: as read, and nobody vouches for it.
  auto weak = line(300, 0, "氯化钾注射液");
  doubt(weak, "钾", 0.5, "钙", 0.45);
  const auto document = list_with(std::move(weak));
  CHECK(name_of(document).value == "氯化钾注射液");
  CHECK_FALSE(testimony(name_of(document)));
}

TEST_CASE("two words nearly as near: as read") {
  auto name = line(300, 0, "氯化某注射液");
  doubt(name, "某", 0.4, "钾", 0.3);
  for (auto& glyph : name.glyphs)
    if (glyph.text == "某") glyph.others.push_back({"钙", 0.25});
  const auto document = list_with(std::move(name));
  CHECK(name_of(document).value == "氯化某注射液");
  CHECK(name_of(document).read_first.empty());
  CHECK_FALSE(testimony(name_of(document)));
}

TEST_CASE("a leading 一 that readers drop comes back") {
  const auto document = list_with(line(300, 0, "次性使用精密输液器"));
  CHECK(name_of(document).value == "一次性使用精密输液器");
  CHECK(name_of(document).read_first == "次性使用精密输液器");
}

TEST_CASE("figures and numerals are not mended into words") {
  auto weak = line(300, 0, "Ⅱ1级护理");
  doubt(weak, "1", 0.4, "I", 0.3);
  CHECK(name_of(list_with(std::move(weak))).value == "Ⅱ1级护理");
  // Ⅱ and I fold like Ⅲ, and are not Ⅲ.
  const auto document = list_with(line(300, 0, "ⅡI级护理"));
  CHECK(name_of(document).value == "ⅡI级护理");
  const auto* said = testimony(name_of(document));
  CHECK((!said || said->says != "Ⅲ级护理"));
}

TEST_CASE("the word's own spelling where the reader thought of it") {
  auto weak = line(300, 0, "I级护理");
  doubt(weak, "I", 0.7, "Ⅰ", 0.25);
  CHECK(name_of(list_with(std::move(weak))).value == "Ⅰ级护理");
  CHECK(name_of(list_with(line(300, 0, "I级护理"))).value == "I级护理");
}

TEST_CASE("a diagnosis of a list is mended alone") {
  auto diagnoses = line(100, 400, "疾病诊断：胆囊结石；脂肪肿");
  doubt(diagnoses, "肿", 0.4, "肝", 0.35);
  const auto document = made::extracted(
      "diagnosis_certificate", made::page({line(600, 100, "诊断证明书", 0.99, 40), line(100, 300, "姓名：江小渝"), diagnoses}));
  const auto& field = document.fields.at("diagnoses");
  REQUIRE(field.list.size() == 2);
  CHECK(field.list[0] == "胆囊结石");
  CHECK(field.list[1] == "脂肪肝");
  CHECK(field.read_first == "胆囊结石；脂肪肿");
  CHECK(field.source == core::Source::derived);
}

TEST_CASE("surnames, districts and card prefixes vouch, and change nothing") {
  const auto card = made::extracted("identity_card", made::page({line(100, 100, "姓名江小渝"), line(100, 200, "性别女 民族汉"),
                                                                 line(100, 400, "公民身份号码350203188902280011")}));
  REQUIRE(testimony(card.fields.at("name"), core::Witness::structure));
  CHECK(testimony(card.fields.at("name"), core::Witness::structure)->says == "江");
  REQUIRE(testimony(card.fields.at("id_number"), core::Witness::structure));
  CHECK(testimony(card.fields.at("id_number"), core::Witness::structure)->says.find("厦门市") != std::string::npos);
  CHECK(card.fields.at("id_number").value == "350203188902280011");
  CHECK(card.fields.at("id_number").source == core::Source::ocr);
  // A bank that is not printed is not named.
  const auto bank = made::extracted("bank_card", made::page({line(100, 300, "6222020000000000026", 0.99, 40)}));
  REQUIRE(bank.fields.count("card_number"));
  CHECK(testimony(bank.fields.at("card_number"), core::Witness::structure));
  CHECK_FALSE(bank.fields.count("bank_name"));
}

}  // namespace claimpack::extract
