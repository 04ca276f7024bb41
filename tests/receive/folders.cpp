// Folders: what is a claim, what is set aside and why, and files that are not what they seem.
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "catch.hpp"
#include "receive/content.hpp"
#include "receive/digest.hpp"
#include "receive/makers.hpp"

using namespace claimpack;
using namespace claimpack::receive;
using core::ErrorCode;
namespace fs = std::filesystem;

namespace {

std::vector<std::string> ids(const fs::path& path) {
  const auto claims = find_claims(path);
  if (!claims) FAIL(core::sentence(claims.error()));
  std::vector<std::string> all;
  for (const auto& claim : claims.value()) all.push_back(claim.claim_id);
  return all;
}

made::Bytes any_png() { return made::png(made::page(30, 40)); }

}  // namespace

TEST_CASE("natural order") {
  CHECK(natural_less("2", "10"));
  CHECK(natural_less("scan_2.jpg", "scan_10.jpg"));
  CHECK_FALSE(natural_less("scan_10.jpg", "scan_2.jpg"));
  CHECK(natural_less("IMG_9", "img_10"));
  CHECK(natural_less("a", "ab"));
  CHECK(natural_less("第2页", "第10页"));
  CHECK(natural_less("01", "1"));  // the same number: by bytes
  CHECK_FALSE(natural_less("01", "1") == natural_less("1", "01"));
  CHECK_FALSE(natural_less("x", "x"));
  CHECK(natural_less("123456789012345678901234567890", "123456789012345678901234567891"));
}

TEST_CASE("SHA-256 of bytes and files") {
  CHECK(sha256_hex(std::string_view("abc")) == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  const made::Folder folder;
  made::write(folder / "文件", std::string(1'000'000, 'a'));
  const auto digest = sha256_file(folder / "文件");
  REQUIRE(digest.ok());
  CHECK(digest.value() == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK_FALSE(sha256_file(folder / "none").ok());
}

TEST_CASE("pages come in natural order, with the digest of every file") {
  const made::Folder folder;
  for (const char* name : {"10.png", "9.png", "1.png", "图 2.png", "intake.json", "truth.json", ".DS_Store", "Thumbs.db"})
    made::write(folder / name, std::string(name).ends_with(".png") ? any_png() : made::bytes_of("{}"));
  const auto received = made::received(folder.path);
  std::vector<std::string> names;
  for (const auto& page : received.pages) names.push_back(page->origin().file);
  CHECK(names == std::vector<std::string>{"1.png", "9.png", "10.png", "图 2.png"});
  REQUIRE(received.set_aside.size() == 1);
  CHECK(received.set_aside[0].file == "truth.json");
  CHECK_FALSE(received.set_aside[0].error);
  REQUIRE(received.inputs.size() == 6);
  for (const auto& input : received.inputs) CHECK(input.sha256.size() == 64);
}

TEST_CASE("content decides, not the extension") {
  const made::Folder folder;
  made::write(folder / "a.jpg", any_png());
  made::write(folder / "b.pdf", made::jpeg(made::page(64, 64)));
  made::write(folder / "c", made::bmp(made::coloured_page(20, 20)));
  const auto received = made::received(folder.path);
  CHECK(received.set_aside.empty());
  REQUIRE(received.pages.size() == 3);
  for (std::size_t i = 0; i < 3; ++i) CHECK(made::decoded(received, i).pixels.width > 0);
}

TEST_CASE("files that are no scans are set aside, with an error only where one was meant") {
  const made::Folder folder;
  made::write(folder / "a.png", any_png());
  const auto check = [&](const std::string& name, const made::Bytes& bytes, ErrorCode expected) {
    made::write(folder / name, bytes);
    const auto received = made::received(folder.path);
    CHECK(received.pages.size() == 1);
    REQUIRE(received.set_aside.size() == 1);
    CHECK(received.set_aside[0].file == name);
    CHECK_FALSE(received.set_aside[0].reason.empty());
    CHECK((received.set_aside[0].error ? received.set_aside[0].error->code : ErrorCode(0)) == expected);
    if (received.set_aside[0].error) {
      CHECK(received.set_aside[0].error->place == name);
      CHECK_FALSE(received.set_aside[0].error->cure.empty());
    }
  };
  SECTION("a text file") { check("说明.txt", made::bytes_of("请查收\n"), ErrorCode(0)); }
  SECTION("a text file in GBK") { check("note.txt", made::bytes_of("\xB7\xA2\xC6\xB1"), ErrorCode(0)); }
  SECTION("JSON") { check("x.json", made::bytes_of(" [1]"), ErrorCode(0)); }
  SECTION("text named as a picture") { check("b.jpg", made::bytes_of("no picture"), ErrorCode::unsupported); }
  SECTION("an empty file") { check("b.jpg", {}, ErrorCode::empty); }
  SECTION("a GIF") { check("b.gif", made::bytes_of("GIF89a......"), ErrorCode::unsupported); }
  SECTION("a RAR archive") { check("b.rar", made::bytes_of("Rar!\x1A\x07"), ErrorCode::unsupported); }
  SECTION("three bytes of a JPEG") { check("b.jpg", {0xFF, 0xD8, 0xFF}, ErrorCode::damaged); }
}

TEST_CASE("a symlink, a pipe, a file without rights: refused, and nothing hangs") {
  const made::Folder folder, elsewhere;
  made::write(folder / "a.png", any_png());
  const auto code = [&] {
    const auto received = made::received(folder.path);
    CHECK(received.pages.size() == 1);
    REQUIRE(received.set_aside.size() == 1);
    REQUIRE(received.set_aside[0].error);
    return received.set_aside[0].error->code;
  };
  SECTION("a symlink to a file") {
    made::write(elsewhere / "secret.png", any_png());
    fs::create_symlink(elsewhere / "secret.png", folder / "b.png");
    CHECK(code() == ErrorCode::unsafe);
  }
  SECTION("a symlink to a folder") {
    fs::create_directory_symlink(elsewhere.path, folder / "b");
    CHECK(code() == ErrorCode::unsafe);
  }
  SECTION("a symlink to nothing") {
    fs::create_symlink("nowhere", folder / "b.png");
    CHECK(code() == ErrorCode::unsafe);
  }
  SECTION("a pipe") {
    REQUIRE(::mkfifo((folder / "b.png").c_str(), 0600) == 0);
    CHECK(code() == ErrorCode::unreadable);
  }
  SECTION("no rights") {
    if (::geteuid() == 0) return;  // root reads everything
    made::write(folder / "b.png", any_png());
    fs::permissions(folder / "b.png", fs::perms::none);
    CHECK(code() == ErrorCode::unreadable);
  }
}

TEST_CASE("limits of a file and of a claim") {
  const made::Folder folder;
  const auto png = any_png();
  for (const char* name : {"1.png", "2.png", "3.png"}) made::write(folder / name, png);
  Limits limits;
  limits.claim_pages_max = 2;
  const auto received = made::received(folder.path, limits);
  CHECK(received.pages.size() == 2);
  REQUIRE(received.set_aside.size() == 1);
  CHECK(received.set_aside[0].file == "3.png");
  CHECK(received.set_aside[0].error->code == ErrorCode::too_large);
  limits = {};
  limits.file_bytes_max = std::int64_t(png.size()) - 1;
  CHECK(made::received(folder.path, limits).pages.empty());
}

TEST_CASE("a folder of scans is one claim, a folder of folders a batch") {
  const made::Folder folder;
  for (const char* name : {"张三 10", "张三 2", "空"}) fs::create_directory(folder / name);
  made::write(folder / "张三 10/1.png", any_png());
  made::write(folder / "张三 2/1.png", any_png());
  made::write(folder / "readme.txt", std::string("batch of May"));
  CHECK(ids(folder.path) == std::vector<std::string>{"张三 2", "张三 10"});
  CHECK(ids(folder / "张三 2") == std::vector<std::string>{"张三 2"});
  CHECK(ids(fs::path((folder / "张三 2").string() + "/")).size() == 1);

  SECTION("its own scans are one claim more, first") {
    made::write(folder / "1.png", any_png());
    CHECK(ids(folder.path) == std::vector<std::string>{folder.path.filename().string(), "张三 2", "张三 10"});
    const auto received = made::received(folder.path);
    CHECK(received.pages.size() == 1);
  }
  SECTION("archives in a batch are claims") {
    made::write(folder / "李四.zip", made::zip({{"1.png", any_png()}}));
    CHECK(ids(folder.path) == std::vector<std::string>{"李四", "张三 2", "张三 10"});
  }
  SECTION("a folder of one broken scan is a claim too") {
    made::write(folder / "空/cut.jpg", made::Bytes{});
    CHECK(ids(folder.path).size() == 3);
  }
  SECTION("one name twice") {
    fs::create_directories(folder / "空/张三 2");
    made::write(folder / "空/张三 2/1.png", any_png());
    CHECK(ids(folder.path) == std::vector<std::string>{"张三 2", "张三 10", "空-张三 2"});
  }
}

TEST_CASE("one file is one claim, named by its stem") {
  const made::Folder folder;
  made::write(folder / "2024-000123.png", any_png());
  CHECK(ids(folder / "2024-000123.png") == std::vector<std::string>{"2024-000123"});
}

TEST_CASE("paths that hold no claim") {
  const made::Folder folder;
  const auto none = find_claims(folder / "none");
  REQUIRE_FALSE(none.ok());
  CHECK(none.error().code == ErrorCode::unreadable);
  const auto empty = find_claims(folder.path);
  REQUIRE_FALSE(empty.ok());
  CHECK(empty.error().code == ErrorCode::empty);
}

TEST_CASE("loose files keep their names, told apart where two are the same") {
  const made::Folder folder;
  fs::create_directories(folder / "a");
  made::write(folder / "1.png", any_png());
  made::write(folder / "a/1.png", any_png());
  made::write(folder / "2.png", any_png());
  const auto received = receive_files({folder / "2.png", folder / "1.png", folder / "a/1.png", folder / "none.png"}, {});
  REQUIRE(received.ok());
  REQUIRE(received.value().pages.size() == 3);
  CHECK(received.value().pages[0]->origin().file == "2.png");
  CHECK(received.value().pages[1]->origin().file != received.value().pages[2]->origin().file);
  REQUIRE(received.value().set_aside.size() == 1);
  CHECK(received.value().set_aside[0].error->code == ErrorCode::unreadable);
}

TEST_CASE("a malformed intake refuses the claim") {
  const made::Folder folder;
  made::write(folder / "1.png", any_png());
  made::write(folder / "intake.json", std::string("{\n  \"region\": \"xiamen\",\n}"));
  const auto received = receive::receive({"a", folder.path}, {});
  REQUIRE_FALSE(received.ok());
  CHECK(received.error().code == ErrorCode::bad_input);
  CHECK(received.error().place == "intake.json:3:1");
}
