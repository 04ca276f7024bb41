#include "goldens.hpp"

#include <unistd.h>

using claimpack::goldens::content_of;
using claimpack::goldens::difference;

namespace fs = std::filesystem;

namespace {

struct Folder {
  fs::path path = fs::temp_directory_path() / ("claimpack-goldens-" + std::to_string(::getpid()));
  Folder() { fs::create_directories(path); }
  ~Folder() { fs::remove_all(path); }
};

int run(const std::string& command) { return std::system(command.c_str()); }

}  // namespace

TEST_CASE("a golden file that differs leaves the received one beside it") {
  const Folder folder;
  const fs::path golden = folder.path / "deep/a.txt", received = folder.path / "deep/a.txt.received";

  REQUIRE(difference(golden, "one\ntwo\n").has_value());  // there is none yet
  CHECK(content_of(received) == "one\ntwo\n");
  fs::rename(received, golden);
  CHECK_FALSE(difference(golden, "one\ntwo\n").has_value());

  const auto differs = difference(golden, "one\nthree\n");
  REQUIRE(differs.has_value());
  CHECK(differs->find("line 2: wanted `two`, got `three`") != std::string::npos);
  CHECK(content_of(golden) == "one\ntwo\n");
  CHECK(content_of(received) == "one\nthree\n");

  CHECK(difference(golden, "one\ntwo").has_value());           // a last line break less
  CHECK(difference(golden, "one\ntwo\nthree\n").has_value());  // a line more
  CHECK(difference(golden, "").has_value());
  CHECK_FALSE(difference(golden, "one\ntwo\n").has_value());
  CHECK_FALSE(fs::exists(received));  // what is right again leaves nothing to approve
}

TEST_CASE("tools/approve takes what it is told to and nothing else") {
  const Folder folder;
  const std::string approve = "'" CLAIMPACK_SOURCE "/tools/approve' --goldens '" + folder.path.string() + "' ";
  const auto put = [&](const char* name, const char* text) { std::ofstream(folder.path / name) << text; };
  put("a.txt", "old a\n");
  put("a.txt.received", "new a\n");
  put("b.txt.received", "new b\n");

  REQUIRE(run("yes n | " + approve + ">/dev/null 2>&1") == 0);  // shown, not taken
  CHECK(content_of(folder.path / "a.txt") == "old a\n");
  CHECK(run(approve + "--list 2>&1 | grep -q b.txt") == 0);

  REQUIRE(run(approve + "--yes b.txt >/dev/null") == 0);
  CHECK(content_of(folder.path / "b.txt") == "new b\n");
  CHECK(content_of(folder.path / "a.txt") == "old a\n");

  REQUIRE(run("yes y | " + approve + "| grep '^+new a' >/dev/null") == 0);  // the difference is shown first
  CHECK(content_of(folder.path / "a.txt") == "new a\n");
  CHECK_FALSE(fs::exists(folder.path / "a.txt.received"));

  CHECK(run(approve + "--yes nothing.txt >/dev/null 2>&1") != 0);  // a name that waits for nothing
}
