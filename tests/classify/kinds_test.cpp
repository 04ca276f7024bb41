// The kind of a page, for every template of the project.
#include <unistd.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>

#include "catch.hpp"
#include "classify/classify.hpp"
#include "classify/kinds.hpp"
#include "classify/made_page.hpp"

namespace claimpack::classify {

namespace {

namespace fs = std::filesystem;
using made::line;

const Kinds& kinds() {
  static const auto loaded = load_kinds(CLAIMPACK_SOURCE "/templates/documents");
  REQUIRE(loaded.ok());
  return *loaded.value();
}

// What a template says about itself, read here without the room's own reader.
struct Said {
  std::string file, kind, subtype, title;
  std::vector<std::string> words;  // the two that speak most for it
};

std::string text_of(const YAML::Node& node) {
  return node.IsMap() ? node.begin()->first.as<std::string>() : node.as<std::string>();
}

double score_of(const YAML::Node& node) { return node.IsMap() ? node.begin()->second.as<double>() : 1; }

std::vector<Said> templates() {
  std::vector<Said> all;
  for (const auto& entry : fs::directory_iterator(CLAIMPACK_SOURCE "/templates/documents")) {
    if (entry.path().extension() != ".yaml") continue;
    const YAML::Node root = YAML::LoadFile(entry.path().string());
    Said said;
    said.file = entry.path().filename().string();
    said.kind = root["kind"].as<std::string>();
    if (root["published"])
      said.subtype = root["published"]["subtype"].as<std::string>(), said.kind = root["published"]["kind"].as<std::string>();
    said.title = text_of(root["classify"]["titles"][0]);
    std::vector<std::pair<double, std::string>> words;
    for (const auto& word : root["classify"]["words"]) words.emplace_back(-score_of(word), text_of(word));
    std::stable_sort(words.begin(), words.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    for (std::size_t i = 0; i < 2 && i < words.size(); ++i) said.words.push_back(words[i].second);
    all.push_back(std::move(said));
  }
  std::sort(all.begin(), all.end(), [](const Said& a, const Said& b) { return a.file < b.file; });
  return all;
}

// A page that carries the title in large print, two words, and lines that speak for nothing.
core::Reading page_of(const std::vector<std::string>& title_lines, const std::vector<std::string>& words) {
  std::vector<core::Line> lines;
  int y = 120;
  for (const auto& title : title_lines) lines.push_back(line(500, y, title, 44)), y += 60;
  lines.push_back(line(150, 400, "江小渝"));
  for (const auto& word : words) lines.push_back(line(150, y + 300, word)), y += 60;
  lines.push_back(line(150, y + 400, "样例市样例路"));
  return made::page(std::move(lines));
}

core::Sheet only_sheet(const core::Reading& page) {
  const auto classified = classify({&page}, kinds());
  REQUIRE(classified.sheets.size() == 1);
  REQUIRE(classified.blank_pages.empty());
  return classified.sheets[0];
}

// The title with a character in its middle read as another one.
std::string misread(const std::string& title) {
  auto text = core::to_u32(title);
  text[text.size() / 2] = U'罒';
  return core::to_utf8(text);
}

}  // namespace

TEST_CASE("every template's page is of its kind") {
  const auto all = templates();
  CHECK(all.size() >= 25);
  std::set<std::string> named;
  for (const auto& said : all) {
    INFO(said.file << ", title " << said.title);
    const auto sheet = only_sheet(page_of({said.title}, said.words));
    CHECK(sheet.kind == said.kind);
    CHECK(sheet.subtype == said.subtype);
    CHECK(sheet.confidence > 0.3);
    CHECK(sheet.confidence <= 1);
    named.insert(said.subtype.empty() ? said.kind : said.subtype);
  }
  CHECK(named.size() == all.size());
}

TEST_CASE("a title misread by one character is known still") {
  for (const auto& said : templates()) {
    if (core::to_u32(said.title).size() < 4) continue;
    INFO(said.file << ", title " << misread(said.title));
    const auto sheet = only_sheet(page_of({misread(said.title)}, said.words));
    CHECK(sheet.kind == said.kind);
    CHECK(sheet.subtype == said.subtype);
  }
}

TEST_CASE("a title cut in two lines is known still") {
  for (const auto& said : templates()) {
    const auto title = core::to_u32(said.title);
    if (title.size() < 5) continue;
    INFO(said.file << ", title " << said.title);
    const auto half = title.size() / 2;
    const auto sheet = only_sheet(page_of({core::to_utf8(title.substr(0, half)), core::to_utf8(title.substr(half))}, said.words));
    CHECK(sheet.kind == said.kind);
    CHECK(sheet.subtype == said.subtype);
  }
}

TEST_CASE("a title with blanks between its characters, in full-width forms") {
  CHECK(only_sheet(page_of({"出 院 小 结"}, {"出院医嘱"})).kind == "discharge_summary");
  CHECK(only_sheet(page_of({"ＣＴ检查报告"}, {"影像所见"})).subtype == "exam_report");
}

TEST_CASE("what has no kind of its own is other, with a subtype") {
  const auto exam = only_sheet(page_of({"样例市第一人民医院检验报告单"}, {"参考区间", "标本类型"}));
  CHECK(exam.kind == "other");
  CHECK(exam.subtype == "exam_report");
  const auto settled = only_sheet(page_of({"住院费用结算单"}, {"结算日期", "结算员"}));
  CHECK(settled.kind == "other");
  CHECK(settled.subtype == "settlement_sheet");
}

TEST_CASE("a page on which nothing is known is other, nobody's guess") {
  const auto sheet = only_sheet(made::page({line(300, 300, "今日天气晴朗"), line(300, 400, "适合散步"), line(300, 500, "金额")}));
  CHECK(sheet.kind == "other");
  CHECK(sheet.subtype.empty());
  CHECK(sheet.confidence == 0);
}

TEST_CASE("a title in running text is not the page's title") {
  const auto record = page_of({"出院小结"}, {"出院医嘱", "诊疗经过"});
  std::vector<core::Line> lines = record.lines;
  lines.push_back(line(150, 1500, "请凭诊断证明书、费用清单、住院收费票据及本人居民身份证到医保经办机构办理报销手续"));
  CHECK(only_sheet(made::page(std::move(lines))).kind == "discharge_summary");
}

TEST_CASE("an inpatient bill and an outpatient bill are told apart") {
  CHECK(only_sheet(page_of({"样例省医疗住院收费票据（电子）"}, {"票据代码", "住院号"})).kind == "inpatient_invoice");
  CHECK(only_sheet(page_of({"样例省医疗门诊收费票据（电子）"}, {"票据代码", "门诊号"})).kind == "outpatient_invoice");
}

TEST_CASE("a folder without templates is a part that is missing; a broken one is named by its line") {
  const auto missing = load_kinds(fs::temp_directory_path() / "claimpack_no_such_folder");
  REQUIRE_FALSE(missing.ok());
  CHECK(missing.error().code == core::ErrorCode::missing_part);

  const fs::path folder = fs::temp_directory_path() / "claimpack_kinds_broken";
  fs::create_directories(folder);
  std::ofstream(folder / "broken.yaml") << "kind: form\nclassify:\n  titles: [表\n";
  const auto broken = load_kinds(folder);
  fs::remove_all(folder);
  REQUIRE_FALSE(broken.ok());
  CHECK(broken.error().code == core::ErrorCode::bad_input);
  CHECK(broken.error().place.find("broken.yaml:") != std::string::npos);
}

TEST_CASE("the words of pages are data: missing, empty or broken they are named") {
  const fs::path folder = fs::temp_directory_path() / ("claimpack_page_words_" + std::to_string(::getpid()));
  fs::create_directories(folder / "pages");
  std::ofstream(folder / "form.yaml") << "kind: form\ntitle: 表\nclassify: {titles: [表格]}\n";
  const auto says = [&](const char* words) {
    std::ofstream(folder / "pages/words.yaml") << words;
    const auto loaded = load_kinds(folder);
    return loaded.ok() ? std::string() : loaded.error().place;
  };
  CHECK(load_kinds(folder).error().code == core::ErrorCode::missing_part);
  CHECK(says("names: [姓名]\nname_ends: [性别]\nnumbers: [住院号]\n").empty());
  CHECK(says("names: [姓名]\nnumbers: []\n").ends_with("words.yaml"));
  CHECK(says("names: [姓名\nnumbers: [住院号]\n").find("words.yaml:") != std::string::npos);
  fs::remove_all(folder);
}

}  // namespace claimpack::classify
