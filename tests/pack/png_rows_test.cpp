// PNG scans go over into the packet as they are packed.
#define POINTERHOLDER_TRANSITION 4
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>
#include <qpdf/Pl_Buffer.hh>
#include <qpdf/Pl_Flate.hh>

#include "catch.hpp"
#include "pack/made_claim.hpp"
#include "pack/pdfa_structure.hpp"
#include "pack/png_rows.hpp"
#include "pack/scan_pages.hpp"
#include "verapdf.hpp"

namespace claimpack::pack {
namespace {

using Bytes = std::vector<std::uint8_t>;

std::string deflated(const std::string& rows) {
  Pl_Buffer out("out");
  Pl_Flate flate("deflate", &out, Pl_Flate::a_deflate);
  flate.write(reinterpret_cast<const unsigned char*>(rows.data()), rows.size());
  flate.finish();
  const auto buffer = out.getBufferSharedPointer();
  return {reinterpret_cast<const char*>(buffer->getBuffer()), buffer->getSize()};
}

void put32(std::string& out, std::size_t value) {
  for (int shift : {24, 16, 8, 0}) out += static_cast<char>(value >> shift & 0xff);
}

std::string chunk(const std::string& name, const std::string& data) {
  std::string out;
  put32(out, data.size());
  return out + name + data + "crc.";
}

struct Made {
  int width = 4, height = 3, bits = 8, kind = 0, interlace = 0;
  std::string rows, before;  // with their filters; chunks before the rows
};

Bytes png(const Made& made) {
  std::string header;
  put32(header, static_cast<std::size_t>(made.width));
  put32(header, static_cast<std::size_t>(made.height));
  for (int each : {made.bits, made.kind, 0, 0, made.interlace}) header += static_cast<char>(each);
  const std::string packed = deflated(made.rows), half = packed.substr(0, packed.size() / 2);
  const std::string all = "\x89PNG\r\n\x1a\n" + chunk("IHDR", header) + chunk("tEXt", "x") + made.before + chunk("IDAT", half) +
                          chunk("IDAT", packed.substr(half.size())) + chunk("IEND", "");
  return {all.begin(), all.end()};
}

// Rows of one value, no filter.
std::string rows_of(int height, const std::string& row) {
  std::string rows;
  for (int y = 0; y < height; ++y) rows += std::string(1, '\0') + row;
  return rows;
}

std::optional<ImageStream> taken(const Bytes& bytes) {
  return take_over(encoded(core::EncodedImage::Format::png, bytes, 4, 3, 1));
}

}  // namespace

TEST_CASE("a PNG of every opaque kind is taken over as it is packed") {
  const std::string palette = chunk("PLTE", std::string("\xff\0\0\0\0\xff", 6));
  const std::vector<std::tuple<Made, const char*, const char*>> all{
      {{4, 3, 8, 0, 0, rows_of(3, "abcd"), ""}, "/DeviceGray", "/Colors 1 /BitsPerComponent 8 /Columns 4"},
      {{4, 3, 1, 0, 0, rows_of(3, "\xa0"), ""}, "/DeviceGray", "/Colors 1 /BitsPerComponent 1 /Columns 4"},
      {{4, 3, 16, 2, 0, rows_of(3, std::string(24, 'q')), ""}, "/DeviceRGB", "/Colors 3 /BitsPerComponent 16 /Columns 4"},
      {{4, 3, 4, 3, 0, rows_of(3, std::string("\x01\x10", 2)), palette},
       "[ /Indexed /DeviceRGB 1 <ff00000000ff> ]",
       "/Colors 1 /BitsPerComponent 4 /Columns 4"}};
  for (const auto& [made, space, parameters] : all) {
    const auto stream = taken(png(made));
    REQUIRE(stream);
    CHECK(stream->colour_space == space);
    CHECK(stream->parameters.find(parameters) != std::string::npos);
    CHECK(stream->bytes == deflated(made.rows));
    CHECK(stream->bits == made.bits);
  }
}

TEST_CASE("a PNG that is not what a PDF can show is not taken over") {
  const Made grey{4, 3, 8, 0, 0, rows_of(3, "abcd"), ""};
  REQUIRE(taken(png(grey)));
  const auto with = [&](auto change) {
    Made made = grey;
    change(made);
    return taken(png(made)).has_value();
  };
  CHECK_FALSE(with([](Made& m) { m.interlace = 1; }));
  CHECK_FALSE(with([](Made& m) { m.kind = 4; }));  // grey with alpha
  CHECK_FALSE(with([](Made& m) { m.kind = 6; }));
  CHECK_FALSE(with([](Made& m) { m.bits = 3; }));
  CHECK_FALSE(with([](Made& m) { m.before = chunk("tRNS", "xx"); }));
  CHECK_FALSE(with([](Made& m) { m.before = chunk("acTL", "xxxxxxxx"); }));
  CHECK_FALSE(with([](Made& m) { m.kind = 3; }));    // no palette
  CHECK_FALSE(with([](Made& m) { m.height = 4; }));  // a row is missing
  CHECK_FALSE(with([](Made& m) { m.rows += "more"; }));
  CHECK_FALSE(with([](Made& m) { m.rows[0] = 5; }));  // no such filter
  CHECK_FALSE(with([](Made& m) { m.width = 0; }));
  const Bytes whole = png(grey);
  for (std::size_t length = 0; length < whole.size(); ++length)
    CHECK_FALSE(taken(Bytes(whole.begin(), whole.begin() + std::ptrdiff_t(length))));
  // No change of one byte is read beyond the file's end, and what is taken is sound.
  for (std::size_t at = 0; at < whole.size(); ++at) {
    Bytes changed = whole;
    changed[at] ^= 0x41;
    if (const auto rows = read_png(changed)) (void)is_sound(*rows);
  }
}

// The scanning computer unpacks what a stranger's file says; a few kilobytes may say gigabytes.
TEST_CASE("a PNG whose rows unpack to far more than its header says is refused without the memory for them") {
  const Bytes bomb = png({4, 3, 8, 0, 0, std::string(std::size_t(400) << 20, '\0'), ""});
  const auto peak_kb = [] {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    return used.ru_maxrss;
  };
  const auto rows = read_png(bomb);
  REQUIRE(rows);
  const pid_t child = fork();  // its peak is its own; this process has held the rows itself
  if (child == 0) {
    const long before = peak_kb();
    const bool sound = is_sound(*rows);
    _exit(sound ? 1 : peak_kb() - before < 64 * 1024 ? 0 : 2);
  }
  int status = 0;
  waitpid(child, &status, 0);
  CHECK(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("PNG pages look in the packet as they should, and are PDF/A") {
  MadeClaim made = made_claim();
  const std::string palette = chunk("PLTE", std::string("\0\0\0\x14\x78\xc8", 6));
  Made picture{827, 1169, 8, 3, 0, rows_of(1169, std::string(827, '\x01')), palette};
  made.pages[0].original = encoded(core::EncodedImage::Format::png, png(picture), 827, 1169, 3);
  const core::Packet packet = made.packed();
  CHECK(packet.places[0].unchanged);
  CHECK(against_pdfa(packet.packet_pdf).empty());
  const Folder folder;
  const std::string path = folder.write("packet.pdf", packet.packet_pdf);
  const Drawn page = drawn(path, packet.places[0].packet_page, 72);
  CHECK(page.red(300, 400) == Approx(0x14).margin(1));
  CHECK(page.green(300, 400) == Approx(0x78).margin(1));
  CHECK(page.blue(300, 400) == Approx(0xc8).margin(1));
  CHECK(output_of("qpdf --check '" + path + "'").find("No syntax or stream encoding errors found") != std::string::npos);
  const std::string said = verapdf_says({path});
  CHECK((said == "left out" || said == path + ": PDF/A-3b\n"));
}

}  // namespace claimpack::pack
