#include "run/output.hpp"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "catch.hpp"
#include "core/text.hpp"
#include "run/made_scans.hpp"

namespace fs = std::filesystem;
using namespace claimpack;
using made::content;
using made::names_in;
using run::ClaimFolder;
using Names = std::vector<std::string>;

TEST_CASE("names are safe as folders") {
  CHECK(run::safe_name("2024-000123") == "2024-000123");
  CHECK(run::safe_name("张三 2024") == "张三 2024");
  CHECK(run::safe_name("../../etc/passwd") == "_._.._etc_passwd");
  CHECK(run::safe_name("..") == "_.");
  CHECK(run::safe_name(".") == "_");
  CHECK(run::safe_name("") == "claim");
  CHECK(run::safe_name("  ") == "claim");
  CHECK(run::safe_name("a\nb\x7f\x01") == "a_b__");
  CHECK(run::safe_name("-rf") == "_rf");
  CHECK(run::safe_name("\xff\xfe") == "\uFFFD\uFFFD");
  std::string name;
  for (int i = 0; i < 200; ++i) name += "长";
  CHECK(run::safe_name(name).size() == 180);
  for (const std::string& each : {std::string("a/b"), std::string("\0x", 2), name}) {
    const std::string safe = run::safe_name(each);
    CHECK(safe.find('/') == std::string::npos);
    CHECK(safe.find('\0') == std::string::npos);
    CHECK(core::to_utf8(core::to_u32(safe)) == safe);
  }
}

TEST_CASE("a packet's folder is there whole or not at all") {
  const made::Folder folder;
  {
    auto begun = ClaimFolder::begin(folder.path, "one");
    REQUIRE(begun.ok());
    CHECK(begun.value().write("claim.json", "{}").ok());
    CHECK_FALSE(fs::exists(folder / "one"));  // nothing to be seen before it is finished
  }
  CHECK(names_in(folder.path).empty());  // and nothing left where it was not
  auto begun = ClaimFolder::begin(folder.path, "one");
  REQUIRE(begun.ok());
  REQUIRE(begun.value().write("claim.json", "{}").ok());
  REQUIRE(begun.value().write("packet.pdf", "first").ok());
  REQUIRE(begun.value().finish().ok());
  CHECK(names_in(folder.path) == Names{"one"});
  CHECK(content(folder / "one/packet.pdf") == "first");
}

TEST_CASE("an older result is exchanged, with nothing of it left") {
  const made::Folder folder;
  made::write(folder / "one/claim.json", "old");
  made::write(folder / "one/notice.pdf", "old");
  made::write(folder / "one/steps/a.json", "old");
  auto begun = ClaimFolder::begin(folder.path, "one");
  REQUIRE(begun.ok());
  REQUIRE(begun.value().write("claim.json", "new").ok());
  CHECK(content(folder / "one/claim.json") == "old");
  REQUIRE(begun.value().finish().ok());
  CHECK(names_in(folder.path) == Names{"one"});
  CHECK(names_in(folder / "one") == Names{"claim.json"});
  CHECK(content(folder / "one/claim.json") == "new");
}

TEST_CASE("a folder that is no result is left alone") {
  const made::Folder folder;
  made::make_claim(folder / "one", 1);
  const auto begun = ClaimFolder::begin(folder.path, "one");
  REQUIRE_FALSE(begun.ok());
  CHECK(begun.error().code == core::ErrorCode::bad_input);
  made::write(folder / "two", "a file");
  CHECK_FALSE(ClaimFolder::begin(folder.path, "two").ok());
  CHECK(names_in(folder.path) == Names{"one", "two"});
  CHECK(names_in(folder / "one") == Names{"1.bmp"});
}

TEST_CASE("what a run that died left half done is taken away, a living one's is not") {
  const made::Folder folder;
  const pid_t child = fork();
  if (child == 0) _exit(0);
  int status = 0;
  waitpid(child, &status, 0);  // no process has this number now
  made::write(folder / (".one.partial-" + std::to_string(child)) / "claim.json", "half");
  made::write(folder / (".two.partial-" + std::to_string(getpid())) / "claim.json", "mine");
  made::write(folder / ".three.partial-x/claim.json", "somebody's");
  REQUIRE(run::prepare_output(folder.path).ok());
  Names expected{".three.partial-x", ".two.partial-" + std::to_string(getpid())};
  CHECK(names_in(folder.path) == expected);
}

TEST_CASE("an output that cannot be a folder is refused") {
  const made::Folder folder;
  made::write(folder / "file", "x");
  for (const fs::path& dir : {folder / "file", folder / "file/below", fs::path("/proc/claimpack")}) {
    const auto ready = run::prepare_output(dir);
    REQUIRE_FALSE(ready.ok());
    CHECK(ready.error().code == core::ErrorCode::disk);
    CHECK_FALSE(ready.error().cure.empty());
  }
}

TEST_CASE("a full disk leaves nothing behind") {
  const made::Folder folder;
  made::write(folder / "one/claim.json", "old");
  // No file may grow beyond 1000 bytes: writes fail as on a full disk, for root too.
  rlimit before{};
  getrlimit(RLIMIT_FSIZE, &before);
  const rlimit tiny{1000, before.rlim_max};
  const auto handler = signal(SIGXFSZ, SIG_IGN);
  setrlimit(RLIMIT_FSIZE, &tiny);
  core::ErrorCode code{};
  {
    auto begun = ClaimFolder::begin(folder.path, "one");
    const auto small = begun.value().write("claim.json", "new");
    const auto large = begun.value().write("packet.pdf", std::string(5000, 'x'));
    if (small.ok() && !large.ok()) code = large.error().code;
  }
  setrlimit(RLIMIT_FSIZE, &before);
  signal(SIGXFSZ, handler);
  CHECK(code == core::ErrorCode::disk);
  CHECK(names_in(folder.path) == Names{"one"});
  CHECK(content(folder / "one/claim.json") == "old");
}
