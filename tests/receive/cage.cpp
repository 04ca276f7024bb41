// What programs that meet untrusted bytes can still do.
#include "receive/cage.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cmath>

#include "catch.hpp"
#include "receive/disk_file.hpp"
#include "receive/doors.hpp"
#include "receive/pdf_listing.hpp"
#include "receive/poppler.hpp"
#include "receive/program.hpp"

using namespace claimpack;
using namespace claimpack::receive;

namespace {

ProgramLimits caged() {
  ProgramLimits limits;
  limits.caged = true;
  return limits;
}

}  // namespace

TEST_CASE("a program in its cage reads its own file and the system's, and no other") {
  if (known_locks().landlock == 0) return;
  const auto folder = TempFolder::make().value();
  REQUIRE(write_file(folder->path() / "own", "mine", 4).ok());
  REQUIRE(write_file(folder->path() / "other", "theirs", 6).ok());
  const auto own = DiskFile::open(folder->path() / "own", "own");
  auto limits = caged();
  limits.file_fd = own.value().fd();
  const auto read = run_program({"cat", program_file}, limits);
  REQUIRE(read.ok());
  CHECK(read.value().output == "mine");
  CHECK(run_program({"head", "-c", "1", "/usr/bin/env"}, limits).value().exit_code == 0);
  for (const std::string& path :
       {(folder->path() / "other").string(), std::string("/etc/passwd"), std::string("/proc/1/environ")}) {
    INFO(path);
    const auto refused = run_program({"cat", path}, limits);
    REQUIRE(refused.ok());
    CHECK(refused.value().exit_code != 0);
    CHECK(refused.value().output.empty());
  }
}

TEST_CASE("a program in its cage writes into its folder alone, and its output where it is sent") {
  if (known_locks().landlock == 0) return;
  const auto folder = TempFolder::make().value(), other = TempFolder::make().value();
  auto limits = caged();
  limits.folder = folder->path().string();
  CHECK(run_program({"cp", "/usr/bin/env", (folder->path() / "copy").string()}, limits).value().exit_code == 0);
  CHECK(run_program({"cp", "/usr/bin/env", (other->path() / "copy").string()}, limits).value().exit_code != 0);
  CHECK(std::filesystem::exists(folder->path() / "copy"));
  CHECK_FALSE(std::filesystem::exists(other->path() / "copy"));
  const int out = ::open((folder->path() / "out").c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  limits.output_fd = out;
  const auto told = run_program({"echo", "told"}, limits);
  CHECK(told.value().output.empty());
  CHECK(::lseek(out, 0, SEEK_END) == 5);
  ::close(out);
}

TEST_CASE("a program in its cage starts nothing and reaches nobody") {
  if (!known_locks().all()) return;
  CHECK(run_program({"sh", "-c", "echo before; /usr/bin/env echo after"}, caged()).value().output == "before\n");
  CHECK(run_program({"env", "echo", "after"}, caged()).value().output.empty());
  CHECK(run_program({"bash", "-c", "echo > /dev/tcp/127.0.0.1/9"}, caged()).value().complaints.find("not permitted") !=
        std::string::npos);
}

TEST_CASE("poppler is asked by numbers that a call of ours can have") {
  PopplerCall call{PopplerCall::What::draw};
  CHECK_FALSE(is_sound(call));
  call.dpi = 200;
  CHECK(is_sound(call));
  for (const double dpi : {-1.0, 0.5, 1e9, double(NAN)}) {
    call.dpi = dpi;
    CHECK_FALSE(is_sound(call));
  }
  call.dpi = 0, call.side = 900;
  CHECK(is_sound(call));
  call.page = 0;
  CHECK_FALSE(is_sound(call));
  CHECK_FALSE(run_poppler(0, call, {}).ok());
}

TEST_CASE("what was listed of a PDF comes back as it was") {
  ListedPage page{595.276, 841.89, 90, {}, {}};
  page.images.push_back({1, "image", 1654, 2339, 1, 1, "ccitt", 200.5, 200.25});
  page.text.push_back({"金额 \"1.00\"", {1, 2, 3, 4}});
  const auto back = listing_from_text(listing_to_text({page, {}}));
  REQUIRE(back);
  REQUIRE(back->size() == 2);
  CHECK(back->front().width == page.width);
  CHECK(back->front().rotate == 90);
  CHECK(back->front().images.at(0).coding == "ccitt");
  CHECK(back->front().images.at(0).y_ppi == 200.25);
  CHECK(back->front().text.at(0).text == page.text[0].text);
  CHECK(back->front().text.at(0).box == page.text[0].box);
  CHECK_FALSE(listing_from_text("[[1]]"));
  CHECK_FALSE(listing_from_text("nonsense"));
}
