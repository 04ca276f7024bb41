// Files of every kind, opened and decoded by workers: the same pages as without.
#include <cstdlib>

#include "catch.hpp"
#include "receive/digest.hpp"
#include "run/isolation.hpp"
#include "run/made_scans.hpp"

namespace fs = std::filesystem;
using namespace claimpack;

namespace {

std::string picture_of(const core::Result<core::Page>& page) {
  if (!page) return "error " + core::sentence(page.error());
  const core::Page& p = page.value();
  std::string text = std::to_string(p.pixels.width) + "x" + std::to_string(p.pixels.height) + "x" +
                     std::to_string(p.pixels.channels) + " " + receive::sha256_hex(p.pixels.bytes) + " " + std::to_string(p.dpi) +
                     " " + std::to_string(p.exif_turn) + " " + std::to_string(p.born_digital) + " " +
                     std::to_string(p.text.size()) + " " + std::to_string(p.embedded.size()) + " " +
                     std::to_string(p.faults.size()) + " " + std::to_string(int(p.original.format));
  for (const auto& run : p.text) text += run.text;
  if (p.original.bytes) text += receive::sha256_hex(*p.original.bytes);
  return text;
}

// All that was received, page by page; every `step`th is decoded.
std::vector<std::string> received(const fs::path& claim, receive::Opener* opener, std::size_t step) {
  auto all = receive::receive({"claim", claim}, {}, opener);
  if (!all) return {core::sentence(all.error())};
  std::vector<std::string> told;
  for (const auto& aside : all.value().set_aside)
    told.push_back(aside.file + ": " + (aside.error ? core::sentence(*aside.error) : aside.reason));
  for (std::size_t i = 0; i < all.value().pages.size(); ++i) {
    const auto& page = *all.value().pages[i];
    told.push_back(page.origin().file + ":" + std::to_string(page.origin().page));
    if (i % step == 0) told.back() += " " + picture_of(page.decode());
  }
  return told;
}

}  // namespace

TEST_CASE("files of every kind give the same pages with and without workers") {
  const auto reader = made::reads_nothing();
  const auto isolation = run::Isolation::start(made::readers_of(reader), run::Settings());
  REQUIRE(isolation.ok());
  // CLAIMPACK_SCANS: a folder of other claims, all of whose pages are then decoded.
  const char* other = std::getenv("CLAIMPACK_SCANS");
  const auto claims = receive::find_claims(other ? fs::path(other) : fs::path(CLAIMPACK_SOURCE) / "samples/claims");
  REQUIRE(claims.ok());
  std::size_t pages = 0;
  for (const auto& claim : claims.value()) {
    INFO(claim.path.string());
    const auto plain = received(claim.path, nullptr, other ? 1 : 5),
               isolated = received(claim.path, isolation.value().get(), other ? 1 : 5);
    CHECK(plain == isolated);
    pages += plain.size();
  }
  CHECK(pages > 10);
}
