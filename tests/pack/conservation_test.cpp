// Pages in = pages in the packet + pages set aside, each with its reason.
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "catch.hpp"
#include "pack/conservation.hpp"
#include "pack/made_claim.hpp"
#include "pack/manifest.hpp"

namespace claimpack::pack {
namespace {

// The made claim has a blank page, one that cannot be decoded, a foreign paper and a file that is no scan; here the bill twice
// and a file that could not be opened besides.
MadeClaim mixed_claim() {
  MadeClaim made = made_claim();
  const auto add = [&](const std::string& file) {
    made.readings.push_back(std::make_unique<core::Reading>(*made.readings[0]));
    made.readings.back()->origin = {file, 1};
    made.pages.push_back(made.pages[0]);
    made.pages.back().reading = made.readings.back().get();
  };
  add("又一张.jpg");
  core::Document again = made.claim.documents[0];
  again.pages = {{static_cast<int>(made.pages.size()) - 1, {}}};
  made.claim.documents.push_back(again);
  add("加密.pdf");
  made.pages.back().original = {};
  const core::Error error{core::ErrorCode::encrypted, "needs a password", "加密.pdf", ""};
  made.pages.back().decode = [error]() -> core::Result<core::Page> { return error; };
  made.claim.set_aside.push_back({"加密.pdf", core::sentence_zh(error), error});
  for (const char* file : {"scan_01.jpg", "清单.tif", "证件.png", "坏页.pdf", "又一张.jpg", "加密.pdf", "说明.txt", "intake.json",
                           "更多.zip", "更多.zip/里.txt"})
    made.claim.inputs.push_back({file, std::string(64, 'a')});
  return made;
}

}  // namespace

TEST_CASE("every page that came in has its place or its reason") {
  const MadeClaim made = mixed_claim();
  const core::Packet packet = made.packed();
  REQUIRE(packet.places.size() == made.pages.size());
  const PageCount counted = count(packet.places);
  CHECK(counted.received == 8);
  CHECK(counted.in_packet == 6);
  CHECK(counted.blank == 1);
  CHECK(counted.set_aside == 2);
  CHECK(packet.places[0].paper == "inpatient_invoice");
  CHECK(packet.places[0].unchanged);
  CHECK(packet.places[0].picture_sha256 ==
        sha256_hex({reinterpret_cast<const char*>(made.pages[0].original.bytes->data()), made.pages[0].original.bytes->size()}));
  CHECK_FALSE(packet.places[2].unchanged);
  CHECK(packet.places[3].blank);
  CHECK(packet.places[5].reason.find("文件已损坏或不完整") != std::string::npos);
  CHECK(packet.places[6].picture_sha256 == packet.places[0].picture_sha256);  // the duplicate stays
  CHECK_FALSE(packet.places[7].reason.empty());
  std::set<int> at;
  for (const auto& place : packet.places) at.insert(place.packet_page);
  CHECK(at.size() == 8);

  const Folder folder;
  const std::string path = folder.write("packet.pdf", packet.packet_pdf);
  const std::string cover =
      without_space(output_of("pdftotext -raw -l " + std::to_string(*at.begin() - 1) + " '" + path + "' -"));
  INFO(cover);
  CHECK(cover.find("收到页数8＝编入本卷6（其中空白页1）＋另置2") != std::string::npos);
  CHECK(cover.find("坏页.pdf第7页") != std::string::npos);
  CHECK(cover.find("加密.pdf") != std::string::npos);
  CHECK(cover.find("无法显示加密.pdf第1页") != std::string::npos);  // in the index, by its own name
  CHECK(cover.find("未归类") == std::string::npos);
}

TEST_CASE("every file that came in has its fate") {
  const MadeClaim made = mixed_claim();
  const auto fates = fates_of(made.claim, made.packed().places);
  std::map<std::string, FileFate> by_name;
  for (const FileFate& fate : fates) by_name[fate.input.file] = fate;
  CHECK(by_name.at("清单.tif").pages == 3);
  CHECK(by_name.at("scan_01.jpg").kind == FileFate::Kind::scan);
  CHECK(by_name.at("加密.pdf").kind == FileFate::Kind::set_aside);
  CHECK(by_name.at("坏页.pdf").kind == FileFate::Kind::set_aside);
  CHECK(by_name.at("说明.txt").kind == FileFate::Kind::set_aside);
  CHECK(by_name.at("intake.json").kind == FileFate::Kind::intake);
  CHECK(by_name.at("更多.zip").kind == FileFate::Kind::archive);
  for (const FileFate& fate : fates) CHECK((fate.pages > 0) == fate.reason.empty());
}

TEST_CASE("what is inside the packet says the same") {
  const MadeClaim made = mixed_claim();
  const core::Packet packet = made.packed();
  const PacketSeen seen = read_back(packet.packet_pdf);
  CHECK(seen.attachments.at("claim.json") == packet.claim_json);
  const auto json = nlohmann::json::parse(seen.attachments.at("originals.json"));
  CHECK(json.at("pages").at("received") == 8);
  CHECK(json.at("pages").at("in_packet") == 6);
  CHECK(json.at("pages").at("set_aside") == 2);
  CHECK(json.at("inputs").size() == made.claim.inputs.size());
  for (const auto& page : json.at("pages").at("list")) CHECK(page.contains("picture_sha256") != page.contains("set_aside"));
}

TEST_CASE("a packet that lost, doubled or changed a page is not handed out") {
  const MadeClaim made = mixed_claim();
  const core::Packet packet = made.packed();
  const Plan plan = plan_pages(made.claim, static_cast<int>(made.pages.size()));
  const PacketSeen seen = read_back(packet.packet_pdf);
  const int cover = static_cast<int>(seen.pages.size() - packet.places.size());
  REQUIRE(check_conservation(made.claim, plan, packet.places, cover, seen));
  const auto what = [&](const core::Claim& claim, const Plan& planned, const std::vector<core::PagePlace>& places,
                        const PacketSeen& found) {
    const auto kept = check_conservation(claim, planned, places, cover, found);
    return kept ? std::string("kept") : kept.error().what;
  };
  SECTION("a page is missing from the file") {
    PacketSeen less = seen;
    less.pages.pop_back();
    CHECK(what(made.claim, plan, packet.places, less).find("instead of") != std::string::npos);
  }
  SECTION("a page stands twice and another not at all") {
    Plan twice = plan;
    twice.order[0] = twice.order[1];
    CHECK(what(made.claim, twice, packet.places, seen).find("times in the packet") != std::string::npos);
  }
  SECTION("two pages have changed places") {
    PacketSeen swapped = seen;
    std::swap(swapped.pages[static_cast<std::size_t>(cover)], swapped.pages[static_cast<std::size_t>(cover) + 1]);
    CHECK(what(made.claim, plan, packet.places, swapped).find("another picture") != std::string::npos);
  }
  SECTION("a page is set aside without a reason") {
    auto places = packet.places;
    places[5].reason.clear();
    CHECK(what(made.claim, plan, places, seen).find("neither shown nor set aside") != std::string::npos);
  }
  SECTION("a page is called set aside though it is shown") {
    auto places = packet.places;
    places[0].reason = "空白";
    CHECK(what(made.claim, plan, places, seen).find("neither shown nor set aside") != std::string::npos);
  }
  SECTION("a page lies on the cover") {
    auto places = packet.places;
    places[5].packet_page = 1;
    CHECK(what(made.claim, plan, places, seen).find("another picture") != std::string::npos);
  }
  SECTION("a file is set aside without a reason") {
    core::Claim claim = made.claim;
    claim.set_aside.push_back({"x.bin", "", {}});
    CHECK(what(claim, plan, packet.places, seen).find("without a reason") != std::string::npos);
  }
}

}  // namespace claimpack::pack
