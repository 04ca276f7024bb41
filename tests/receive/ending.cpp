// A whole file is whole; no part of it that a slow writer has put down so far is.
#include "receive/ending.hpp"

#include "catch.hpp"
#include "receive/makers.hpp"

using namespace claimpack;
using namespace claimpack::receive;

namespace {

Ending ending(const std::filesystem::path& path, const made::Bytes& bytes) {
  made::write(path, bytes);
  const auto found = ending_of(path);
  REQUIRE(found.ok());
  return found.value();
}

// `slack`: so many bytes may be missing at the end without harm to the format.
void whole_only_at_its_end(const std::filesystem::path& path, const made::Bytes& bytes, std::size_t slack = 0) {
  INFO(path.filename().string());
  CHECK(ending(path, bytes) == Ending::whole);
  const std::size_t last = bytes.size() - slack;
  for (std::size_t length = 0; length < last; length += 1 + last / 150) {
    INFO(length << " of " << bytes.size());
    CHECK(ending(path, made::Bytes(bytes.begin(), bytes.begin() + std::ptrdiff_t(length))) == Ending::unfinished);
  }
  CHECK(ending(path, made::Bytes(bytes.begin(), bytes.begin() + std::ptrdiff_t(last) - 1)) == Ending::unfinished);
}

}  // namespace

TEST_CASE("a WebP picture of which only the first bytes are there is no end of anything") {
  const made::Folder folder;
  const std::string webp = "RIFF\x20\x01\x02\x03WEBPVP8 ";
  for (std::size_t bytes = 1; bytes <= webp.size(); ++bytes) {
    INFO(bytes);
    made::write(folder / "a.webp", webp.substr(0, bytes));
    CHECK(ending_of(folder / "a.webp").ok());
    const auto got = made::received(folder.path);
    CHECK(got.pages.empty());
    CHECK(got.set_aside.size() == 1);
  }
}

TEST_CASE("a file is whole at its end and not before") {
  const made::Folder folder;
  const auto picture = made::page(200, 300);
  SECTION("JPEG") { whole_only_at_its_end(folder / "a.jpg", made::jpeg(picture)); }
  SECTION("progressive JPEG") { whole_only_at_its_end(folder / "a.jpg", made::jpeg(picture, 300, 6, true)); }
  SECTION("PNG") { whole_only_at_its_end(folder / "a.png", made::png(picture)); }
  SECTION("BMP") { whole_only_at_its_end(folder / "a.bmp", made::bmp(made::coloured_page(200, 300))); }
  SECTION("PDF") { whole_only_at_its_end(folder / "a.pdf", made::pdf_page(200, 300, "0 0 10 10 re f"), 1); }
  SECTION("ZIP") {
    whole_only_at_its_end(folder / "a.zip", made::zip({{"1.jpg", made::jpeg(picture)}, {"2.jpg", made::jpeg(picture)}}));
  }
  SECTION("JSON") { whole_only_at_its_end(folder / "intake.json.pdf", made::bytes_of("{\"claim_id\": \"1\"}")); }
}

TEST_CASE("a TIFF is whole when its directories and strips are inside it") {
  const made::Folder folder;
  const auto picture = made::page(200, 300), second = made::page(100, 100);
  for (const int compression : {1, 4, 5}) {
    made::TiffPage one{&picture}, two{&second};
    one.compression = two.compression = compression;
    if (compression == 4) one.bits = two.bits = 1;
    made::tiff(folder / "a.tif", {one, two});
    const auto bytes = made::read(folder / "a.tif");
    CHECK(ending(folder / "a.tif", bytes) == Ending::whole);
    // The last directory may end with padding; half of the last strip may not be missing.
    for (std::size_t length = 9; length + 64 < bytes.size(); length += 1 + bytes.size() / 100)
      CHECK(ending(folder / "b.tif", made::Bytes(bytes.begin(), bytes.begin() + std::ptrdiff_t(length))) == Ending::unfinished);
  }
}

TEST_CASE("what a phone hangs on behind a JPEG does not matter, a picture inside its EXIF block neither") {
  const made::Folder folder;
  auto bytes = made::jpeg(made::page(200, 300), 300, 6);
  auto with_trailer = bytes;
  with_trailer.insert(with_trailer.end(), 5000, 'x');
  CHECK(ending(folder / "a.jpg", with_trailer) == Ending::whole);
  made::Bytes thumbnail = {0xff, 0xe2, 0x00, 0x08, 0xff, 0xd8, 0xff, 0xd9, 0xff, 0xd9};
  bytes.insert(bytes.begin() + 2, thumbnail.begin(), thumbnail.end());
  CHECK(ending(folder / "a.jpg", bytes) == Ending::whole);
  bytes.resize(bytes.size() / 2);
  CHECK(ending(folder / "a.jpg", bytes) == Ending::unfinished);
}

TEST_CASE("a linearized PDF does not end with its first part") {
  const made::Folder folder;
  auto first = made::bytes_of("%PDF-1.5\n1 0 obj<</Linearized 1>>endobj\nxref\n0 1\ntrailer<<>>\nstartxref\n0\n%%EOF\n");
  CHECK(ending(folder / "a.pdf", first) == Ending::unfinished);
}

TEST_CASE("directories that lead in a circle, out of the file or nowhere end in bounded time") {
  const made::Folder folder;
  const auto tiff = [&](std::vector<std::uint8_t> rest) {
    made::Bytes bytes = {'I', 'I', 42, 0, 8, 0, 0, 0};
    bytes.insert(bytes.end(), rest.begin(), rest.end());
    return ending(folder / "a.tif", bytes);
  };
  CHECK(tiff({1, 0, 0, 1, 3, 0, 1, 0, 0, 0, 1, 0, 0, 0, 8, 0, 0, 0}) == Ending::unfinished);        // a circle
  CHECK(tiff({0xff, 0xff, 0, 0}) == Ending::unfinished);                                            // 65535 entries
  CHECK(tiff({0, 0, 0, 0, 0, 0}) == Ending::unfinished);                                            // none
  CHECK(tiff({1, 0, 0x11, 1, 4, 0, 255, 255, 255, 127, 8, 0, 0, 0, 0, 0, 0, 0}) == Ending::whole);  // no lengths said
  CHECK(tiff({2, 0, 0x11, 1, 4, 0, 1, 0, 0, 0, 255, 255, 255, 0, 0x17, 1, 4, 0, 1, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0}) ==
        Ending::unfinished);  // a strip beyond the end
}

TEST_CASE("links, pipes and folders are errors, other files say nothing") {
  const made::Folder folder;
  made::write(folder / "note.txt", std::string("some words"));
  CHECK(ending_of(folder / "note.txt").value() == Ending::unknown);
  std::filesystem::create_symlink(folder / "note.txt", folder / "link.jpg");
  CHECK(ending_of(folder / "link.jpg").error().code == core::ErrorCode::unsafe);
  CHECK_FALSE(ending_of(folder.path).ok());
  CHECK_FALSE(ending_of(folder / "none.jpg").ok());
}
