// ZIP: a claim in one file, and what hostile or clumsy archives try.
#include <algorithm>

#include "catch.hpp"
#include "receive/file_name.hpp"
#include "receive/makers.hpp"

using namespace claimpack;
using namespace claimpack::receive;
using core::ErrorCode;

namespace {

// "发票" and "联通" as Windows in Chinese writes them.
const std::string invoice_gbk = "\xB7\xA2\xC6\xB1", unicom_gbk = "\xC1\xAA\xCD\xA8";

std::vector<std::string> names(const Received& received) {
  std::vector<std::string> all;
  for (const auto& page : received.pages) all.push_back(page->origin().file);
  return all;
}

const core::SetAside* aside(const Received& received, const std::string& file) {
  const auto found =
      std::find_if(received.set_aside.begin(), received.set_aside.end(), [&](const auto& a) { return a.file == file; });
  return found == received.set_aside.end() ? nullptr : &*found;
}

}  // namespace

TEST_CASE("a ZIP is one claim with its folders, its intake and its scans in natural order") {
  const made::Folder folder;
  const auto picture = made::page(200, 300);
  const auto png = made::png(picture);
  made::write(folder / "claim.zip", made::zip({{"件/10.png", png, true},
                                               {"件/2.png", png, true},
                                               {"件/正反/1.png", png, true},
                                               {"件/intake.json", made::bytes_of("{\"claim_id\": \"2024-7\"}"), true},
                                               {"件/说明.txt", made::bytes_of("hello"), true},
                                               {"__MACOSX/件/._2.png", made::bytes_of("junk"), true}}));
  const auto received = made::received(folder / "claim.zip");
  CHECK(names(received) == std::vector<std::string>{"2.png", "10.png", "正反/1.png"});
  CHECK(received.intake.claim_id == "2024-7");
  REQUIRE(received.set_aside.size() == 1);
  CHECK(received.set_aside[0].file == "说明.txt");
  CHECK_FALSE(received.set_aside[0].error);
  CHECK(made::same(made::decoded(received, 2).pixels, picture));
  CHECK(received.inputs.size() == 6);  // the archive itself, three scans, the intake, the note
}

TEST_CASE("names of a ZIP in GBK and in UTF-8 are both Chinese") {
  const made::Folder folder;
  const auto png = made::png(made::page(20, 30));
  made::write(folder / "a.zip", made::zip({{invoice_gbk + ".png", png},
                                           {"发票2.png", png, true},
                                           {unicom_gbk + ".png", png},
                                           {"é.png", png, true},
                                           {"发票3.png", png}}));
  auto all = names(made::received(folder / "a.zip"));
  std::sort(all.begin(), all.end());
  CHECK(all == std::vector<std::string>{"é.png", "发票.png", "发票2.png", "发票3.png", "联通.png"});
  CHECK(utf8_name(invoice_gbk) == "发票");
  CHECK(utf8_name("scan é") == "scan é");
}

TEST_CASE("an entry that leads outside is refused, the others are taken") {
  const made::Folder folder;
  const auto png = made::png(made::page(20, 30));
  made::write(folder / "a.zip", made::zip({{"../evil.png", png},
                                           {"ok/../../evil2.png", png},
                                           {"/etc/evil3.png", png},
                                           {"..\\evil4.png", png},
                                           {"C:\\evil5.png", png},
                                           {"good.png", png},
                                           {"link.png", made::bytes_of("/etc/passwd"), false, 0120777}}));
  const auto received = made::received(folder / "a.zip");
  CHECK(names(received) == std::vector<std::string>{"good.png"});
  for (const char* name : {"../evil.png", "ok/../../evil2.png", "/etc/evil3.png", "../evil4.png", "C:/evil5.png", "link.png"}) {
    const auto* refused = aside(received, name);
    REQUIRE(refused != nullptr);
    REQUIRE(refused->error);
    CHECK(refused->error->code == ErrorCode::unsafe);
  }
  CHECK_FALSE(std::filesystem::exists(folder.path.parent_path() / "evil.png"));
}

TEST_CASE("a ZIP bomb is refused while it unpacks") {
  const made::Folder folder;
  SECTION("by ratio") {
    made::deflated_zip(folder / "a.zip", "page.bmp", 64 << 20);
    CHECK(made::refused(made::received(folder / "a.zip")) == ErrorCode::too_large);
  }
  SECTION("by bytes") {
    made::deflated_zip(folder / "a.zip", "page.bmp", 8 << 20);
    Limits limits;
    limits.unpack_ratio_max = 1e9;
    limits.unpacked_bytes_max = 4 << 20;
    CHECK(made::refused(made::received(folder / "a.zip", limits)) == ErrorCode::too_large);
  }
  SECTION("by entries") {
    std::vector<made::ZipEntry> entries;
    for (int i = 0; i < 12; ++i) entries.push_back({std::to_string(i) + ".txt", made::bytes_of("x")});
    made::write(folder / "a.zip", made::zip(entries));
    Limits limits;
    limits.archive_entries_max = 10;
    CHECK(made::refused(made::received(folder / "a.zip", limits)) == ErrorCode::too_large);
  }
}

TEST_CASE("archives that cannot be opened say why") {
  const made::Folder folder;
  const auto png = made::png(made::page(200, 300));
  SECTION("an archive in an archive") {
    made::write(folder / "a.zip", made::zip({{"1.png", png}, {"inner.zip", made::zip({{"2.png", png}})}}));
    const auto received = made::received(folder / "a.zip");
    CHECK(names(received) == std::vector<std::string>{"1.png"});
    REQUIRE(aside(received, "inner.zip") != nullptr);
    REQUIRE(aside(received, "inner.zip")->error);
    CHECK(aside(received, "inner.zip")->error->code == ErrorCode::unsupported);
  }
  SECTION("an encrypted entry") {
    made::write(folder / "a.zip", made::zip({{"1.png", png}, {"2.png", png, false, 0100644, true}}));
    const auto received = made::received(folder / "a.zip");
    CHECK(names(received) == std::vector<std::string>{"1.png"});
    REQUIRE(aside(received, "2.png") != nullptr);
    REQUIRE(aside(received, "2.png")->error);
    CHECK(aside(received, "2.png")->error->code == ErrorCode::encrypted);
  }
  SECTION("cut off") {
    auto bytes = made::zip({{"1.png", png}, {"2.png", png}});
    bytes.resize(bytes.size() / 2);
    made::write(folder / "a.zip", bytes);
    CHECK(made::refused(made::received(folder / "a.zip")) == ErrorCode::damaged);
  }
  SECTION("an office document is no scan") {
    made::write(folder / "letter.docx", made::zip({{"[Content_Types].xml", made::bytes_of("<x/>")}, {"word/media/1.png", png}}));
    const auto received = made::received(folder.path);
    CHECK(received.pages.empty());
    REQUIRE(received.set_aside.size() == 1);
    CHECK_FALSE(received.set_aside[0].error);
  }
  SECTION("an OFD is opened as such: this one has no pages") {
    made::write(folder / "bill.ofd", made::zip({{"OFD.xml", made::bytes_of("<x/>")}}));
    CHECK(made::refused(made::received(folder.path)) == ErrorCode::empty);
  }
}

TEST_CASE("a ZIP beside scans keeps its name before those of its files") {
  const made::Folder folder;
  const auto png = made::png(made::page(20, 30));
  made::write(folder / "1.png", png);
  made::write(folder / "more.zip", made::zip({{"1.png", png}}));
  CHECK(names(made::received(folder.path)) == std::vector<std::string>{"1.png", "more.zip/1.png"});
}

TEST_CASE("an intake of a ZIP that is wrong refuses the claim by line and column") {
  const made::Folder folder;
  made::write(folder / "a.zip", made::zip({{"intake.json", made::bytes_of("{\n \"claim_type\": \"x\"}")}}));
  const auto received = receive::receive({"a", folder / "a.zip"}, {});
  REQUIRE_FALSE(received.ok());
  CHECK(received.error().place == "intake.json:2:16");
}
