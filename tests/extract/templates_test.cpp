// Every template of the project loads; faults are named by file and line.
#include <filesystem>
#include <fstream>
#include <set>

#include "catch.hpp"
#include "extract/made_reading.hpp"

namespace claimpack::extract {

namespace {

namespace fs = std::filesystem;

// A folder of templates that goes with the test.
class Folder {
 public:
  explicit Folder(const std::string& name) : path_(fs::temp_directory_path() / ("claimpack_templates_" + name)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
  }
  ~Folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  void write(const std::string& file, const std::string& text) const { std::ofstream(path_ / file) << text; }
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

const std::string good =
    "kind: form\n"
    "title: 表\n"
    "classify:\n"
    "  titles: [样例表]\n"
    "fields:\n"
    "  name: {type: name, labels: [姓名]}\n";

// The faults of one file in a folder of its own.
std::vector<core::Error> faults_of(const std::string& name, const std::string& text) {
  const Folder folder(name);
  folder.write("form.yaml", text);
  return check_template_files(folder.path());
}

bool ends_with(const std::string& text, const std::string& end) {
  return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

void check_fault(const std::string& name, const std::string& text, int line, const std::string& what) {
  INFO("template:\n" << text);
  const auto faults = faults_of(name, text);
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].code == core::ErrorCode::bad_input);
  CHECK(ends_with(faults[0].place, "form.yaml:" + std::to_string(line)));
  CHECK(faults[0].what.find(what) != std::string::npos);
  CHECK_FALSE(faults[0].cure.empty());
}

}  // namespace

TEST_CASE("every template of the project is without a fault") {
  const auto faults = check_template_files(CLAIMPACK_SOURCE "/templates/documents");
  for (const auto& fault : faults) FAIL_CHECK(core::sentence(fault));
  const auto list = list_templates(made::templates());
  std::size_t files = 0;
  for (const auto& entry : fs::directory_iterator(CLAIMPACK_SOURCE "/templates/documents"))
    files += entry.path().extension() == ".yaml";
  CHECK(list.size() == files);
  std::set<std::string> titles;
  for (const auto& one : list) {
    INFO("kind " << one.kind);
    CHECK_FALSE(one.title.empty());
    CHECK(titles.insert(one.title).second);
    CHECK(fs::path(one.file).stem() == one.kind);
    CHECK(one.fields > 0);
    CHECK(title_of(made::templates(), one.kind) == one.title);
  }
  CHECK(title_of(made::templates(), "no_such_kind") == "no_such_kind");
}

TEST_CASE("tables are where the contract has rows") {
  std::map<std::string, int> columns;
  for (const auto& one : list_templates(made::templates())) columns[one.kind] = one.columns;
  for (const char* kind : {"inpatient_invoice", "outpatient_invoice", "expense_list"}) {
    INFO("kind " << kind);
    CHECK(columns[kind] >= 4);
  }
}

TEST_CASE("a good template has no fault") { CHECK(faults_of("good", good).empty()); }

TEST_CASE("faults of a template are named by file and line") {
  check_fault("key", good + "colour: red\n", 7, "colour");
  check_fault("field_key", good + "  sex: {type: sex, labels: [性别], label: 性}\n", 7, "label");
  check_fault("type", good + "  sex: {type: gender, labels: [性别]}\n", 7, "gender");
  check_fault("no_type", good + "  sex: {labels: [性别]}\n", 7, "type");
  check_fault("pattern", good + "  sex:\n    type: sex\n    labels: [性别]\n    patterns: ['([男']\n", 10, "pattern");
  check_fault("place", good + "  sex: {type: sex, anywhere: nowhere}\n", 7, "nowhere");
  check_fault("preference", good + "  sex: {type: sex, labels: [性别], prefer: best}\n", 7, "best");
  check_fault("lost", good + "  sex: {type: sex}\n", 7, "neither");
  check_fault("list", good + "  sex: {type: sex, labels: 性别}\n", 7, "list");
  check_fault("column", good + "items:\n  columns:\n    name: {type: item_names, labels: [项目]}\n", 9, "item_names");
  check_fault("yaml", good + "marks: [unclosed\n", 8, "");
}

TEST_CASE("what every template must have is missed by name") {
  for (const std::string key : {"kind", "title", "classify"}) {
    std::string text = good;
    const auto at = text.find(key + ":");
    const auto end = key == "classify" ? text.find("fields:") : text.find('\n', at) + 1;
    text.erase(at, end - at);
    check_fault("missing_" + key, text, 1, key);
  }
}

TEST_CASE("all faults are told, not only the first file's; two templates of a kind are one too many") {
  const Folder folder("several");
  folder.write("a.yaml", good);
  folder.write("b.yaml", good);
  folder.write("c.yaml", good + "colour: red\n");
  folder.write("d.yaml", good + "shape: round\n");
  folder.write("notes.txt", "no template");
  const auto faults = check_template_files(folder.path());
  REQUIRE(faults.size() == 3);
  CHECK(ends_with(faults[0].place, "b.yaml:1"));
  CHECK(ends_with(faults[1].place, "c.yaml:7"));
  CHECK(ends_with(faults[2].place, "d.yaml:7"));
  const auto loaded = load_templates(folder.path());
  REQUIRE_FALSE(loaded.ok());
  CHECK(ends_with(loaded.error().place, "c.yaml:7"));
}

TEST_CASE("vocabularies of embedded data are checked by file and line") {
  const auto faults_with = [](const std::string& name, const std::string& text) {
    const Folder folder("embedded_" + name);
    folder.write("form.yaml", good);
    fs::create_directories(folder.path() / "embedded");
    folder.write("embedded/data.yaml", text);
    const auto loaded = load_templates(folder.path());
    const auto faults = check_template_files(folder.path());
    CHECK(loaded.ok() == faults.empty());
    return faults;
  };
  const std::string sound =
      "vocabularies:\n"
      "- title: 数据\n"
      "  source: 来源\n"
      "  roots: [eInvoice]\n"
      "  kinds: [form]\n"
      "  fields:\n"
      "    name: [Buyer/Name]\n";
  CHECK(faults_with("sound", sound).empty());
  const auto one = [&](const std::string& name, const std::string& text, int line, const std::string& what) {
    const auto faults = faults_with(name, text);
    REQUIRE(faults.size() == 1);
    CHECK(ends_with(faults[0].place, "data.yaml:" + std::to_string(line)));
    CHECK(faults[0].what.find(what) != std::string::npos);
  };
  one("field", sound + "    age: [Age]\n", 8, "age");
  one("key", sound + "  colour: red\n", 8, "colour");
  one("kind", std::string(sound).replace(sound.find("[form]"), 6, "[from]"), 5, "from");
  one("list", std::string(sound).replace(sound.find("[Buyer/Name]"), 12, "Buyer/Name"), 7, "name");
  one("source", std::string(sound).replace(sound.find("  source: 来源\n"), std::string("  source: 来源\n").size(), ""), 2,
      "source");
  one("column", sound + "  items: {rows: Row, columns: {name: [N]}}\n", 8, "column");
  one("yaml", sound + "  x: [\n", 9, "");
}

TEST_CASE("no templates at all is a part that is missing") {
  const Folder folder("none");
  const auto faults = check_template_files(folder.path());
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].code == core::ErrorCode::missing_part);
  const auto loaded = load_templates(folder.path() / "not_there");
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().code == core::ErrorCode::missing_part);
}

}  // namespace claimpack::extract
