// Pages as they are drawn: every character, whatever font it comes from, can be seen, found and copied.
#include <malloc.h>

#include <algorithm>
#include <utility>

#include "catch.hpp"
#include "core/text.hpp"
#include "pack/assemble.hpp"
#include "pack/layout.hpp"
#include "pack/letters.hpp"
#include "pack/made_claim.hpp"
#include "pack/pdfa_structure.hpp"

namespace claimpack::pack {
namespace {

std::string pdf_of(const DrawnPages& drawn) {
  Assembly assembly;
  assembly.add_drawn(drawn);
  return assembly.finish("A-1", {}, "");
}

std::string paragraph(const Fonts& fonts, const std::string& text, const TextStyle& style = {12}) {
  PageFlow flow(fonts, "", 0, false);
  flow.paragraph(text, style);
  return pdf_of(flow.finish());
}

bool is_installed(const std::string& family) { return !output_of("fc-list '" + family + "' file").empty(); }

}  // namespace

TEST_CASE("every character of the first Unicode block of Chinese is drawn, in each face") {
  const auto fonts = find_fonts();
  REQUIRE(fonts.ok());
  const Folder folder;
  for (const bool serif : {false, true})
    for (const bool bold : {false, true}) {
      PageFlow flow(fonts.value(), "", 0, false);
      std::string line;
      int all = 0;
      for (char32_t c = 0x4e00; c < 0x9fa6; ++c) {
        line += core::to_utf8(c);
        if (++all % 32 && c != 0x9fa5) continue;
        flow.paragraph(line, {12, bold, serif});
        line.clear();
      }
      const DrawnPages pages = flow.finish();
      const SeenCharacters seen = look_at(folder.write("a.pdf", pdf_of(pages)), static_cast<int>(pages.pages.size()));
      INFO((serif ? "serif " : "sans ") << (bold ? "bold" : "regular"));
      CHECK(seen.white.empty());
      CHECK(seen.characters == all);
    }
}

TEST_CASE("papers leave nothing behind in the program") {
  const MadeClaim made = made_claim();
  const auto in_use = [&](int rounds) {
    for (int i = 0; i < rounds; ++i) static_cast<void>(made.packed());
    return static_cast<double>(mallinfo2().uordblks);
  };
  in_use(20);  // what is made once; on Debian 13 the last of it comes after a dozen claims
  constexpr int rounds = 20;
  const double before = in_use(0), after = in_use(rounds);
  CHECK((after - before) / rounds < 1000);  // bytes a claim; an array of 768 for each font of each paper was left once
}

TEST_CASE("fonts of every kind can be seen, found and copied, and are PDF/A") {
  const Folder folder;
  // A name of ours beside each: characters that the family lacks come from another font.
  for (const char* family : {"AR PL UKai CN", "DejaVu Sans", "Nimbus Sans"}) {
    if (!is_installed(family)) {
      WARN(family << " is not installed");
      continue;
    }
    for (const bool bold : {false, true}) {
      INFO(family << (bold ? " bold" : ""));
      const std::string pdf = paragraph({family, family}, "Fluff 0123 王如意 € ½", {24, bold});
      const std::string path = folder.write("a.pdf", pdf);
      CHECK(against_pdfa(pdf).empty());
      CHECK(output_of("qpdf --check '" + path + "' 2>&1").find("WARNING") == std::string::npos);
      CHECK(without_space(output_of("pdftotext '" + path + "' -")) == "Fluff0123王如意€½");
      CHECK(dark_pixels(drawn(path, 1, 72), 56, 56, 400, 100) > 300);
    }
  }
}

TEST_CASE("a family without a bold face is made bold") {
  if (!is_installed("AR PL UKai CN")) return;
  const Folder folder;
  const Fonts fonts{"AR PL UKai CN", "AR PL UKai CN"};
  const auto ink = [&](bool bold) {
    return dark_pixels(drawn(folder.write("a.pdf", paragraph(fonts, "王如意", {24, bold})), 1, 144), 0, 0, 2000, 300);
  };
  CHECK(ink(true) > ink(false) * 1.1);
  // What follows it is not.
  PageFlow flow(fonts, "", 0, false);
  flow.paragraph("王如意", {24, true});
  flow.gap(200);
  flow.paragraph("王如意", {24});
  const Drawn both = drawn(folder.write("b.pdf", pdf_of(flow.finish())), 1, 144);
  CHECK(dark_pixels(both, 0, 300, 2000, 900) == Approx(ink(false)).epsilon(0.1));  // it may stand between two pixels
}

TEST_CASE("text that glyphs cannot say by themselves is said by its place") {
  const auto fonts = find_fonts();
  REQUIRE(fonts.ok());
  const Folder folder;
  const auto said = [&](const std::string& text) {
    const std::string path = folder.write("a.pdf", paragraph(fonts.value(), text));
    return without_space(output_of("pdftotext '" + path + "' -"));
  };
  // One glyph for two characters: the radical and the word.
  CHECK(said("⼀一⼀") == "⼀一⼀");
  // Two marks on one letter; a joined pair.
  CHECK(said("a\u0323\u0302 office") == "a\u0323\u0302office");
  // A character that no font has: a box that says it.
  const std::string nowhere = core::to_utf8(0x10fffd);
  CHECK(said("甲" + nowhere + "乙").find("甲") == 0);
  CHECK(said("甲" + nowhere + "乙").find("乙") != std::string::npos);
}

TEST_CASE("a glyph drawn as a figure is the glyph") {
  const Folder folder;
  for (const char* family : {"Noto Sans CJK SC", "AR PL UKai CN"}) {
    if (!is_installed(family)) continue;
    PageFlow flow({family, family}, "", 0, false);
    flow.paragraph("如", {100});
    DrawnPages pages = flow.finish();
    const Drawn as_text = drawn(folder.write("a.pdf", pdf_of(pages)), 1, 72);
    REQUIRE(pages.fonts.size() == 1);
    const unsigned glyph = pages.fonts[0].glyphs.begin()->first;
    const auto left_and_ink = [](const Drawn& page, int rows) {
      int left = page.width, ink = 0;
      for (int y = 0; y < rows; ++y)
        for (int x = 0; x < page.width; ++x)
          if (page.green(x, y) < 128) left = std::min(left, x), ++ink;
      return std::pair(left, ink);
    };
    const auto [left, ink] = left_and_ink(as_text, 250);  // above the footer
    pages.pages = {"0 g 1 0 0 1 56 600 cm\n" + pages.fonts[0].face->path(glyph, 0.1) + "f\n"};
    const Drawn as_figure = drawn(folder.write("b.pdf", pdf_of(pages)), 1, 72);
    const auto [left_too, ink_too] = left_and_ink(as_figure, as_figure.height);
    INFO(family);
    CHECK(ink > 500);
    CHECK(std::abs(left - left_too) <= 1);
    CHECK(ink_too == Approx(ink).epsilon(0.05));
  }
}

}  // namespace claimpack::pack
