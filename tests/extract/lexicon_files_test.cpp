// The tables of templates/lexicons: the project's own are well-formed, faults are named by file and line.
#include <filesystem>
#include <fstream>

#include "catch.hpp"
#include "extract/lexicons.hpp"
#include "extract/made_reading.hpp"

namespace claimpack::extract {

namespace {

namespace fs = std::filesystem;

const std::string head = "# source: nobody\n# licence: Apache-2.0\n# columns: name\n# match: whole\n";

// A folder with one lexicon, gone with the test.
class OneLexicon {
 public:
  OneLexicon(const std::string& name, const std::string& file, const std::string& text)
      : path_(fs::temp_directory_path() / ("claimpack_lexicons_" + name)) {
    fs::remove_all(path_);
    fs::create_directories(path_);
    std::ofstream(path_ / file, std::ios::binary) << text;
  }
  ~OneLexicon() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  OneLexicon(const OneLexicon&) = delete;
  OneLexicon& operator=(const OneLexicon&) = delete;
  const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

void check_fault(const std::string& name, const std::string& file, const std::string& text, int line) {
  INFO(file << ":\n" << text);
  const OneLexicon folder(name, file, text);
  const auto faults = check_lexicon_files(folder.path());
  REQUIRE(faults.size() == 1);
  const std::string place = file + ":" + std::to_string(line);
  CHECK(faults[0].place.find(place) != std::string::npos);
  CHECK_FALSE(faults[0].cure.empty());
  CHECK_FALSE(load_lexicons(folder.path()).ok());
}

}  // namespace

TEST_CASE("the project's lexicons are well-formed, large enough, and say whose they are") {
  const fs::path folder = CLAIMPACK_SOURCE "/templates/lexicons";
  for (const auto& fault : check_lexicon_files(folder)) FAIL_CHECK(core::sentence(fault));
  const auto loaded = load_lexicons(folder);
  REQUIRE(loaded.ok());
  const std::map<std::string, std::size_t> floors = {
      {"diagnoses", 28000}, {"operations", 9000}, {"hospitals", 6000}, {"drugs", 1500},     {"services", 1200},
      {"consumables", 300}, {"departments", 200}, {"surnames", 1000},  {"districts", 3400}, {"bank_prefixes", 1700}};
  for (const auto& [name, least] : floors) {
    INFO(name);
    const auto* table = loaded.value()->find(name);
    REQUIRE(table);
    CHECK(table->words.words().size() >= least);
    CHECK_FALSE(table->source.empty());
    CHECK_FALSE(table->licence.empty());
  }
  CHECK_FALSE(loaded.value()->find("confusions"));
  CHECK_FALSE(loaded.value()->alike.of(U'钴').empty());
  // Drugs that differ by these are different drugs.
  for (const auto& [other, price] : loaded.value()->alike.of(U'氯')) CHECK(other != U'氟');
  // What every town has names no hospital.
  CHECK_FALSE(loaded.value()->find("hospitals")->words.find("人民医院"));
}

TEST_CASE("a malformed lexicon is named by file and line") {
  check_fault("none", "a.tsv", "# source: x\n# columns: y\n# match: whole\n床位费\n", 1);  // no licence
  check_fault("match", "a.tsv", "# source: x\n# licence: z\n# columns: y\n# match: sometimes\n床位费\n", 1);
  check_fault("twice", "a.tsv", head + "床位费\n床 位费\n", 6);
  check_fault("empty", "a.tsv", head + "床位费\n\t01\n", 6);
  check_fault("columns", "a.tsv", head + "床位费\t01\tx\ty\n", 5);
  check_fault("bytes", "a.tsv", head + "床位费\n\xff\xfe\n", 6);
  check_fault("header", "a.tsv", head + "#x\n床位费\n", 5);
  check_fault("price", "confusions.tsv", head + "钴钻\t1.5\n", 5);
  check_fault("no_price", "confusions.tsv", head + "钴钻\n", 5);
  check_fault("words", "confusions.tsv", head + "钴钻\tcheap\n", 5);
}

TEST_CASE("no lexicons where lexicons are asked for is an error") {
  const auto loaded = load_lexicons(fs::temp_directory_path() / "claimpack_no_lexicons_here");
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.error().code == core::ErrorCode::missing_part);
}

TEST_CASE("a template that names an unknown lexicon is at fault on that line") {
  const OneLexicon lexicons("named", "units.tsv", head + "盒\n");
  const std::string before = "kind: form\ntitle: 表\nclassify:\n  titles: [样例表]\nfields:\n";
  const auto faults_with = [&](const std::string& field) {
    const OneLexicon documents("documents", "form.yaml", before + field);
    return check_template_files(documents.path(), lexicons.path());
  };
  CHECK(faults_with("  unit: {type: unit, lexicon: [units], labels: [单位]}\n").empty());
  const auto faults = faults_with("  unit: {type: unit, lexicon: [unit], labels: [单位]}\n");
  REQUIRE(faults.size() == 1);
  CHECK(faults[0].place.find("form.yaml:6") != std::string::npos);
  CHECK(faults_with("  unit: {type: unit, lexicon: units, labels: [单位]}\n").size() == 1);
}

}  // namespace claimpack::extract
