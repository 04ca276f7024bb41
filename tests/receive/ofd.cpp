// OFD: structure, drawing, text.
#include <algorithm>

#include "catch.hpp"
#include "receive/ofd_maker.hpp"
#include "receive/ofd_text.hpp"

namespace claimpack::receive {

namespace {

using made::bytes_of;
using made::Ofd;

core::Page drawn(const Ofd& ofd) {
  const made::Folder folder;
  made::write(folder / "a.ofd", ofd.bytes());
  const Received got = made::received(folder / "a.ofd");
  REQUIRE(got.pages.size() == 1);
  return made::decoded(got);
}

std::string text_of(const core::Page& page) {
  std::string text;
  for (const auto& run : page.text) text += (text.empty() ? "" : "|") + run.text;
  return text;
}

const std::vector<int> red{0, 0, 255}, blue{255, 0, 0}, green{0, 255, 0}, white{255, 255, 255}, black{0, 0, 0};

}  // namespace

TEST_CASE("an OFD's page is born digital, with its text where it is drawn") {
  Ofd ofd;
  ofd.objects = made::text_object(10, 20, "合计金额") + made::text_object(60, 20, "1234.56");
  const core::Page page = drawn(ofd);
  CHECK(page.born_digital);
  CHECK(page.dpi == 200);
  CHECK(page.origin.file == "a.ofd");
  CHECK(page.pixels.width == 788);
  CHECK(page.pixels.height == 394);
  REQUIRE(text_of(page) == "合计金额|1234.56");
  const core::Box& box = page.text[0].box;  // 10 mm, 4 mm high, four ems wide
  CHECK(std::abs(box.x - 78) <= 2);
  CHECK(std::abs(box.w - 126) <= 4);
  CHECK(std::abs(box.bottom() - 162) <= 6);
  CHECK(made::ink(page, 10, 16, 16, 5) > 100);
  CHECK(made::ink(page, 30, 16, 25, 5) == 0);
}

TEST_CASE("an OFD is read whatever prefix its elements have") {
  Ofd ofd;
  ofd.objects = made::text_object(10, 20, "合计金额");
  for (const char* prefix : {"", "x:", "ofd:"}) {
    ofd.prefix = prefix;
    CHECK(text_of(drawn(ofd)) == "合计金额");
  }
}

TEST_CASE("paths in an OFD may be absolute, relative to the file or the root, Chinese, with either slash, in other case") {
  Ofd ofd;
  const std::string page =
      "Page>" + std::string("<Content><Layer>") + made::text_object(10, 20, "合计金额") + "</Layer></Content>";
  ofd.files = {{"Doc_0/页面/第一页.xml", bytes_of(page), true}};
  for (const char* named : {"/Doc_0/页面/第一页.xml", "页面/第一页.xml", "./页面/../页面/第一页.xml", "\\Doc_0\\页面\\第一页.xml",
                            "Doc_0/页面/第一页.xml", "/doc_0/页面/第一页.XML"}) {
    INFO(named);
    ofd.pages = std::string("<Page ID=\"1\" BaseLoc=\"") + named + "\"/>";
    CHECK(text_of(drawn(ofd)) == "合计金额");
  }
}

TEST_CASE("steps between glyphs") {
  CHECK(spread_deltas("g 3 2.5 4", 9) == std::vector<double>{2.5, 2.5, 2.5, 4});
  CHECK(spread_deltas("1 2 g 2 -3", 9) == std::vector<double>{1, 2, -3, -3});
  CHECK(spread_deltas("g 1000000 1", 3) == std::vector<double>{1, 1, 1});
  CHECK(spread_deltas("g", 3).empty());
  CHECK(spread_deltas("nan 1", 3).empty());
  Ofd ofd;
  SECTION("say where each stands") {
    ofd.objects =
        R"(<TextObject Boundary="0 10 100 10" Font="3" Size="4"><TextCode X="10" Y="5" DeltaX="g 2 4 20 4">金额合计大</TextCode></TextObject>)";
    const core::Page page = drawn(ofd);
    REQUIRE(text_of(page) == "金额合|计大");
    CHECK(std::abs(page.text[1].box.x - int(38 * 7.874)) <= 2);
    CHECK(made::ink(page, 38, 10, 8, 6) > 50);
  }
  SECTION("the last one goes on") {
    ofd.objects =
        R"(<TextObject Boundary="0 10 100 10" Font="3" Size="4"><TextCode X="10" Y="5" DeltaX="2">123456</TextCode></TextObject>)";
    CHECK(text_of(drawn(ofd)) == "123456");
  }
  SECTION("downwards: characters below one another") {
    ofd.objects =
        R"(<TextObject Boundary="0 10 100 40" Font="3" Size="4"><TextCode X="10" Y="5" DeltaY="6 6">购买方</TextCode></TextObject>)";
    const core::Page page = drawn(ofd);
    REQUIRE(text_of(page) == "购|买|方");
    CHECK(page.text[0].box.x == page.text[2].box.x);
    CHECK(page.text[2].box.y - page.text[0].box.y > 80);
  }
  SECTION("two TextCodes: the second begins where it says") {
    ofd.objects =
        R"(<TextObject Boundary="0 10 100 40" Font="3" Size="4"><TextCode X="10" Y="5">上行</TextCode><TextCode Y="15">下行</TextCode></TextObject>)";
    const core::Page page = drawn(ofd);
    REQUIRE(text_of(page) == "上行|下行");
    CHECK(page.text[0].box.x == page.text[1].box.x);
  }
}

TEST_CASE("text is moved by CTM, turned by CharDirection, scaled by HScale") {
  Ofd ofd;
  SECTION("CTM scales, as of programs that count in points") {
    ofd.objects =
        R"(<TextObject Boundary="20 10 60 10" Font="3" Size="12" CTM="0.3528 0 0 0.3528 0 0"><TextCode X="0" Y="14">金额</TextCode></TextObject>)";
    const core::Page page = drawn(ofd);
    REQUIRE(text_of(page) == "金额");
    CHECK(std::abs(page.text[0].box.x - 157) <= 2);
    CHECK(std::abs(page.text[0].box.h - 34) <= 3);
  }
  SECTION("a line on its side is told as a whole") {
    ofd.objects =
        R"(<TextObject Boundary="20 10 10 30" Font="3" Size="4" CTM="0 1 -1 0 5 0"><TextCode X="0" Y="4">下载次数</TextCode></TextObject>)";
    const core::Page page = drawn(ofd);
    REQUIRE(text_of(page) == "下载次数");
    CHECK(page.text[0].box.h > 3 * page.text[0].box.w);
  }
  SECTION("half as wide") {
    ofd.objects = made::text_object(10, 20, "金额金额", 4, "HScale=\"0.5\"");
    CHECK(std::abs(drawn(ofd).text.at(0).box.w - 63) <= 3);
  }
}

TEST_CASE("a font that the OFD brings is drawn by glyph numbers, one that it only names by its characters") {
  const auto font = made::read("/usr/share/fonts/truetype/arphic/ukai.ttc");
  REQUIRE_FALSE(font.empty());
  const auto with = [&](const std::string& change, bool embedded) {
    Ofd ofd;
    ofd.resources = embedded ? "<Fonts><Font ID=\"3\" FontName=\"own\"><FontFile>font.ttf</FontFile></Font></Fonts>" : "";
    if (embedded) ofd.files = {{"Doc_0/font.ttf", font, true}};
    ofd.objects = made::text_object(10, 20, "金额", 8, "", change);
    return drawn(ofd);
  };
  const std::string change =
      "<CGTransform CodePosition=\"0\" CodeCount=\"2\" GlyphCount=\"2\"><Glyphs>500 600</Glyphs></CGTransform>";
  const std::string other =
      "<CGTransform CodePosition=\"0\" CodeCount=\"2\" GlyphCount=\"2\"><Glyphs>700 800</Glyphs></CGTransform>";
  const core::Page plain = with("", true), changed = with(change, true), changed_otherwise = with(other, true);
  CHECK(text_of(plain) == "金额");
  CHECK(text_of(changed) == "金额");  // what the file says, whatever the glyphs show
  CHECK(made::mean_difference(plain.pixels, changed.pixels) > 0);
  CHECK(made::mean_difference(changed_otherwise.pixels, changed.pixels) > 0);
  CHECK(made::same(with("", false).pixels, with(change, false).pixels));
}

TEST_CASE("paths: filled, stroked, curved, dashed, by either rule") {
  Ofd ofd;
  const auto path = [](const std::string& more, const std::string& data, const std::string& colours) {
    return "<PathObject Boundary=\"10 10 30 30\" " + more + ">" + colours + "<AbbreviatedData>" + data +
           "</AbbreviatedData></PathObject>";
  };
  const std::string fill = "<FillColor Value=\"255 0 0\"/>",
                    twice = "M 0 0 L 30 0 L 30 30 L 0 30 C M 10 10 L 20 10 L 20 20 L 10 20 C";
  SECTION("non-zero and even-odd") {
    ofd.objects = path("Fill=\"true\" Stroke=\"false\"", twice, fill);
    CHECK(made::colour_at(drawn(ofd), 25, 25) == red);
    ofd.objects = path("Fill=\"true\" Stroke=\"false\" Rule=\"Even-Odd\"", twice, fill);
    CHECK(made::is_white(drawn(ofd), 25, 25));
    CHECK(made::colour_at(drawn(ofd), 12, 12) == red);
  }
  SECTION("a fill colour without Fill draws only the outline") {
    ofd.objects = path("LineWidth=\"1\"", "M 5 5 L 25 5 L 25 25 L 5 25 C", fill + "<StrokeColor Value=\"0 0 255\"/>");
    const core::Page page = drawn(ofd);
    CHECK(made::is_white(page, 25, 25));
    CHECK(made::colour_at(page, 25, 15) == blue);
  }
  SECTION("an arc, a quadratic and a cubic curve") {
    ofd.objects = path("Fill=\"true\" Stroke=\"false\"", "M 5 15 A 10 10 0 0 1 25 15 A 10 10 0 0 1 5 15 C", fill);
    const core::Page page = drawn(ofd);
    CHECK(made::colour_at(page, 25, 16.5) == red);  // top of the circle
    CHECK(made::colour_at(page, 25, 33.5) == red);  // and its bottom
    CHECK(made::is_white(page, 16.5, 16.5));        // outside, inside its square
    ofd.objects = path("Fill=\"true\" Stroke=\"false\"", "M 0 0 Q 30 0 30 30 L 0 30 C", fill);
    CHECK(made::is_white(drawn(ofd), 38, 12));
    ofd.objects = path("Fill=\"true\" Stroke=\"false\"", "M 0 0 B 30 0 30 0 30 30 L 0 30 C", fill);
    CHECK(made::is_white(drawn(ofd), 39, 11));
    CHECK(made::colour_at(drawn(ofd), 30, 25) == red);
  }
  SECTION("dashes") {
    ofd.objects = path("LineWidth=\"1\" DashPattern=\"4 4\"", "M 0 15 L 30 15", "");
    const core::Page page = drawn(ofd);
    CHECK(made::colour_at(page, 12, 25) == black);
    CHECK(made::is_white(page, 16, 25));
  }
  SECTION("half transparent over white") {
    ofd.objects = made::block(10, 10, 20, 20, "255 0 0", "Alpha=\"128\"");
    const auto colour = made::colour_at(drawn(ofd), 20, 20);
    CHECK(std::abs(colour[0] - 127) <= 2);
    CHECK(colour[2] == 255);
  }
  SECTION("colours in grey, CMYK, hexadecimal, from a palette") {
    ofd.resources =
        R"(<ColorSpaces><ColorSpace ID="20" Type="CMYK"/><ColorSpace ID="21" Type="RGB"><Palette><CV>0 0 0</CV><CV>0 0 255</CV></Palette></ColorSpace></ColorSpaces>)";
    ofd.objects = made::block(0, 0, 10, 10, "128") + made::block(10, 0, 10, 10, "#00 #ff #00") +
                  path("Fill=\"true\" Stroke=\"false\"", "M 0 0 L 10 0 L 10 10 L 0 10 C",
                       R"(<FillColor Value="0 255 255 0" ColorSpace="20"/>)") +
                  path("Fill=\"true\" Stroke=\"false\" CTM=\"1 0 0 1 15 0\"", "M 0 0 L 10 0 L 10 10 L 0 10 C",
                       R"(<FillColor Index="1" ColorSpace="21"/>)");
    const core::Page page = drawn(ofd);
    CHECK(made::colour_at(page, 5, 5) == std::vector<int>{128, 128, 128});
    CHECK(made::colour_at(page, 15, 5) == green);
    CHECK(made::colour_at(page, 15, 15) == red);
    CHECK(made::colour_at(page, 30, 15) == blue);
  }
  SECTION("an axial shading") {
    ofd.objects = path(
        "Fill=\"true\" Stroke=\"false\"", "M 0 0 L 30 0 L 30 30 L 0 30 C",
        R"(<FillColor><AxialShd StartPoint="0 0" EndPoint="30 0"><Segment Position="0"><Color Value="255 0 0"/></Segment><Segment Position="1"><Color Value="0 0 255"/></Segment></AxialShd></FillColor>)");
    const core::Page page = drawn(ofd);
    CHECK(made::colour_at(page, 11, 25)[2] > 220);
    CHECK(made::colour_at(page, 39, 25)[0] > 220);
  }
}

TEST_CASE("objects are clipped by their boundary and their clips") {
  Ofd ofd;
  SECTION("boundary") {
    ofd.objects =
        R"(<PathObject Boundary="10 10 10 10" Fill="true" Stroke="false"><FillColor Value="255 0 0"/><AbbreviatedData>M 0 0 L 50 0 L 50 30 L 0 30 C</AbbreviatedData></PathObject>)";
    const core::Page page = drawn(ofd);
    CHECK(made::colour_at(page, 15, 15) == red);
    CHECK(made::is_white(page, 30, 15));
  }
  SECTION("clips of two areas, and a second clip that narrows") {
    const std::string area = "<Area><Path Boundary=\"0 0 40 40\"><AbbreviatedData>";
    ofd.objects =
        R"(<PathObject Boundary="10 0 80 50" Fill="true" Stroke="false"><FillColor Value="255 0 0"/><Clips TransFlag="false"><Clip>)" +
        area + "M 0 0 L 10 0 L 10 40 L 0 40 C</AbbreviatedData></Path></Area>" + area +
        "M 20 0 L 30 0 L 30 40 L 20 40 C</AbbreviatedData></Path></Area></Clip><Clip>" + area +
        "M 0 0 L 40 0 L 40 20 L 0 20 C</AbbreviatedData></Path></Area></Clip></Clips>"
        "<AbbreviatedData>M 0 0 L 80 0 L 80 50 L 0 50 C</AbbreviatedData></PathObject>";
    const core::Page page = drawn(ofd);
    CHECK(made::colour_at(page, 15, 10) == red);
    CHECK(made::colour_at(page, 35, 10) == red);
    CHECK(made::is_white(page, 25, 10));
    CHECK(made::is_white(page, 15, 30));
  }
}

TEST_CASE("layers and templates lie over one another as they say") {
  Ofd ofd;
  ofd.common = R"(<TemplatePage ID="7" BaseLoc="Tpl.xml"/><TemplatePage ID="8" BaseLoc="Tpl2.xml" ZOrder="Foreground"/>)";
  ofd.page_head = R"(<Template TemplateID="7" ZOrder="Background"/><Template TemplateID="8"/>)";
  ofd.files = {
      {"Doc_0/Tpl.xml",
       bytes_of("Page><Content><Layer>" + made::block(0, 0, 60, 50, "255 0 0") + made::text_object(70, 45, "模板") +
                "</Layer></Content>"),
       true},
      {"Doc_0/Tpl2.xml", bytes_of("Page><Content><Layer>" + made::block(40, 0, 20, 50, "0 255 0") + "</Layer></Content>"), true}};
  ofd.objects = made::block(20, 0, 40, 50, "0 0 255");
  const core::Page page = drawn(ofd);
  CHECK(made::colour_at(page, 10, 25) == red);
  CHECK(made::colour_at(page, 30, 25) == blue);
  CHECK(made::colour_at(page, 50, 25) == green);
  CHECK(text_of(page) == "模板");
  SECTION("a layer of type Background lies lowest") {
    Ofd layers;
    layers.files = {
        {"Doc_0/Pages/Page_0/Content.xml",
         bytes_of("Page><Content><Layer Type=\"Body\">" + made::block(0, 0, 20, 20, "255 0 0") +
                  "</Layer><Layer Type=\"Background\">" + made::block(10, 0, 20, 20, "0 0 255") + "</Layer></Content>"),
         true}};
    const core::Page two = drawn(layers);
    CHECK(made::colour_at(two, 15, 10) == red);
    CHECK(made::colour_at(two, 25, 10) == blue);
  }
  SECTION("drawing parameters are inherited, and not drawn is what is not visible") {
    Ofd params;
    params.resources =
        R"(<DrawParams><DrawParam ID="30" LineWidth="2"><StrokeColor Value="255 0 0"/></DrawParam><DrawParam ID="31" Relative="30"><FillColor Value="0 0 255"/></DrawParam><DrawParam ID="32" Relative="32"/></DrawParams>)";
    params.objects =
        R"(<PathObject DrawParam="31" Boundary="10 10 30 30" Fill="true"><AbbreviatedData>M 5 5 L 25 5 L 25 25 L 5 25 C</AbbreviatedData></PathObject><PathObject DrawParam="32" Boundary="0 0 1 1"><AbbreviatedData>M 0 0</AbbreviatedData></PathObject>)" +
        made::block(60, 10, 10, 10, "255 0 0", "Visible=\"false\"") + made::text_object(60, 40, "看不见", 4, "Visible=\"false\"");
    const core::Page styled = drawn(params);
    CHECK(made::colour_at(styled, 25, 25) == blue);
    CHECK(made::colour_at(styled, 25, 15.5) == red);
    CHECK(made::is_white(styled, 65, 15));
    CHECK(text_of(styled) == "看不见");  // the file says it; that no eye sees it is found by whoever looks at the picture
    CHECK(made::ink(styled, 60, 35, 20, 8) == 0);
  }
}

TEST_CASE("a page's size: its own, its template's, the document's, A4") {
  Ofd ofd;
  const auto size = [&] {
    const core::Page page = drawn(ofd);
    return std::pair(page.pixels.width, page.pixels.height);
  };
  CHECK(size() == std::pair(788, 394));
  ofd.common = R"(<TemplatePage ID="7" BaseLoc="Tpl.xml"/>)";
  ofd.page_head = R"(<Template TemplateID="7"/>)";
  ofd.files = {{"Doc_0/Tpl.xml", bytes_of("Page><Area><PhysicalBox>0 0 50 20</PhysicalBox></Area><Content/>"), true}};
  CHECK(size() == std::pair(394, 158));
  ofd.page_head = R"(<Area><ApplicationBox>0 0 20 20</ApplicationBox></Area><Template TemplateID="7"/>)";
  CHECK(size() == std::pair(158, 158));
  Ofd none;
  none.files = {{"Doc_0/Document.xml",
                 bytes_of(R"(Document><CommonData/><Pages><Page ID="1" BaseLoc="Pages/Page_0/Content.xml"/></Pages>)"), true}};
  const core::Page a4 = drawn(none);
  CHECK(a4.pixels.width == 1654);
  CHECK(a4.pixels.height == 2339);
  SECTION("an origin that is not 0 0") {
    Ofd moved;
    moved.page_head = "<Area><PhysicalBox>10 10 50 20</PhysicalBox></Area>";
    moved.objects = made::block(10, 10, 5, 5, "255 0 0");
    CHECK(made::colour_at(drawn(moved), 2, 2) == red);
  }
}

TEST_CASE("text off the page is told") {
  Ofd ofd;
  ofd.objects = made::text_object(10, 20, "合计金额") + made::text_object(10, 80, "在页面之外");
  const core::Page page = drawn(ofd);
  CHECK(text_of(page) == "合计金额");
  REQUIRE(page.faults.size() == 1);
  CHECK(page.faults[0].kind == core::TextFault::Kind::outside);
  CHECK(page.faults[0].says == "在页面之外");
}

TEST_CASE("composites draw what they are made of; one that holds itself ends") {
  Ofd ofd;
  ofd.resources =
      "<CompositeGraphicUnits><CompositeGraphicUnit ID=\"40\" Width=\"20\" Height=\"20\"><Content>" +
      made::block(0, 0, 20, 20, "255 0 0") +
      "<CompositeObject Boundary=\"0 0 20 20\" ResourceID=\"40\"/><CompositeObject Boundary=\"0 0 20 20\" ResourceID=\"40\"/>"
      "</Content></CompositeGraphicUnit></CompositeGraphicUnits>";
  SECTION("once") {
    ofd.resources.replace(ofd.resources.find("<CompositeObject"),
                          ofd.resources.find("</Content>") - ofd.resources.find("<CompositeObject"), "");
    ofd.objects = R"(<CompositeObject Boundary="10 10 20 20" CTM="0.5 0 0 0.5 0 0" ResourceID="40"/>)";
    const core::Page page = drawn(ofd);
    CHECK(made::colour_at(page, 15, 15) == red);
    CHECK(made::is_white(page, 25, 25));
  }
  SECTION("itself, four times: more objects than can be drawn") {
    const std::string self = "<CompositeObject Boundary=\"0 0 20 20\" ResourceID=\"40\"/>";
    ofd.resources.insert(ofd.resources.find("</Content>"), self + self);
    ofd.objects = R"(<CompositeObject Boundary="10 10 20 20" ResourceID="40"/>)";
    const made::Folder folder;
    made::write(folder / "a.ofd", ofd.bytes());
    const Received got = made::received(folder / "a.ofd");
    REQUIRE(got.pages.size() == 1);
    const auto page = got.pages[0]->decode();
    REQUIRE_FALSE(page.ok());
    CHECK(page.error().code == core::ErrorCode::too_large);
  }
}

}  // namespace claimpack::receive
