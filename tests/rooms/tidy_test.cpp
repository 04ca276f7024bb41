#include "rooms/tidy.hpp"

#include "catch.hpp"

using namespace claimpack::rooms;

namespace {

const Tree& project() {
  static const Tree tree = read_tree(CLAIMPACK_SOURCE);
  return tree;
}

std::string many_lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) text += "int a;\n";
  return text;
}

void check_none(const Complaints& complaints) {
  INFO(joined(complaints));
  CHECK(complaints.empty());
}

}  // namespace

TEST_CASE("files are of a size that can be read") { check_none(oversized(project())); }
TEST_CASE("files and folders are named for something") { check_none(bags(project())); }
TEST_CASE("no place of one machine, no registry's host, nothing left undone") { check_none(forbidden_words(project())); }
TEST_CASE("the licence and the first files are there") { check_none(missing_files(project())); }
TEST_CASE("the models' packages are pinned by digest") { check_none(unpinned_models(project())); }

TEST_CASE("a file that is too long is seen") {
  CHECK(oversized({{"pipeline/read/a.cpp", many_lines(source_lines_max)}}).empty());
  CHECK(oversized({{"pipeline/read/a.cpp", many_lines(source_lines_max + 1)}}).size() == 1);
  CHECK(oversized({{"pipeline/read/a.hpp", many_lines(header_lines_max)}}).empty());
  CHECK(oversized({{"pipeline/read/a.hpp", many_lines(header_lines_max + 1)}}).size() == 1);
}

TEST_CASE("a bag is seen") {
  CHECK(bags({{"pipeline/read/utility_bill.cpp", ""}, {"tests/core/common_prefix.cpp", ""}}).empty());
  CHECK(bags({{"pipeline/util/a.cpp", ""}}).size() == 1);
  CHECK(bags({{"pipeline/read/helpers.hpp", ""}}).size() == 1);
}

TEST_CASE("a forbidden word is seen") {
  const std::string slash = "/";
  const auto seen = [](const std::string& line) { return forbidden_words({{"a.txt", "first\n" + line + "\n"}}); };
  CHECK(seen("out/samples, frame/work" + slash + ", network" + slash).empty());
  CHECK(seen("\"" + slash + "home" + slash + "me\"").size() == 1);
  CHECK(seen("see " + slash + "work" + slash + "x").size() == 1);
  CHECK(seen(slash + "root" + slash + ".cache").size() == 1);
  CHECK(seen(std::string("https://pypi") + ".org/simple").size() == 1);
  CHECK(seen(std::string("// TO") + "DO: later").size() == 1);
  CHECK(seen(std::string("MASTO") + "DON").empty());
  const Complaints complaints = seen(std::string("FIX") + "ME");
  REQUIRE(complaints.size() == 1);
  CHECK(starts_with(complaints[0], "a.txt:2: "));
}

TEST_CASE("a missing licence is seen") {
  Tree tree = project();
  tree.erase("LICENSE");
  CHECK(missing_files(tree).size() == missing_files(project()).size() + 1);
  tree["LICENSE"] = "all rights reserved";
  CHECK(missing_files(tree).size() == missing_files(project()).size() + 1);
}

TEST_CASE("a model's package that is not pinned is seen") {
  const std::string digest(64, 'a'), manifest = R"({"source": {"package": "p", "version": "1.0", "member": "m"}})";
  const auto with = [&](const std::string& requirements) {
    return unpinned_models({{"models/manifest.json", manifest}, {"models/requirements.txt", requirements}}).size();
  };
  CHECK(with("# why\np==1.0 --hash=sha256:" + digest + "\n") == 0);
  CHECK(with("p==1.1 --hash=sha256:" + digest + "\n") == 2);                                     // another version
  CHECK(with("p==1.0\n") == 2);                                                                  // no digest
  CHECK(with("p==1.0 --hash=sha256:" + digest + "\nq==1 --hash=sha256:" + digest + "\n") == 1);  // one too many
  CHECK(with("--index-url x\np==1.0 --hash=sha256:" + digest + "\n") == 1);                      // an index named
  CHECK(unpinned_models({}).size() == 1);
}
