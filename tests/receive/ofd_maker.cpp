#include "receive/ofd_maker.hpp"

#include <algorithm>
#include <cstdio>

namespace claimpack::receive::made {

namespace {

// "<Page" to "<ofd:Page", of element names alone.
std::string with_prefix(const std::string& xml, const std::string& prefix) {
  std::string out;
  for (std::size_t i = 0; i < xml.size(); ++i) {
    out += xml[i];
    if (xml[i] != '<' || i + 1 >= xml.size() || xml[i + 1] == '?' || xml[i + 1] == '!') continue;
    if (xml[i + 1] == '/') out += xml[++i];
    out += prefix;
  }
  return out;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

}  // namespace

Bytes Ofd::bytes() const {
  const std::string space = prefix.empty() ? " xmlns=\"http://www.ofdspec.org/2016\""
                                           : " xmlns:" + prefix.substr(0, prefix.size() - 1) + "=\"http://www.ofdspec.org/2016\"";
  const auto file = [&](const std::string& name, const std::string& root, const std::string& inside) {
    const std::string xml = "<" + root + ">" + inside + "</" + root + ">";
    std::string whole = with_prefix(xml, prefix);
    whole.insert(whole.find('>'), space);
    return ZipEntry{name, bytes_of("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + whole), true};
  };
  std::vector<ZipEntry> entries = {
      file("OFD.xml", "OFD", "<DocBody><DocRoot>Doc_0/Document.xml</DocRoot>" + body + "</DocBody>"),
      file("Doc_0/Document.xml", "Document",
           "<CommonData><PageArea><PhysicalBox>0 0 100 50</PhysicalBox></PageArea><PublicRes>PublicRes.xml</PublicRes>" + common +
               "</CommonData><Pages>" + pages + "</Pages>" + document),
      file("Doc_0/PublicRes.xml", "Res", "<Fonts><Font ID=\"3\" FontName=\"宋体\"/></Fonts>" + resources),
      file("Doc_0/Pages/Page_0/Content.xml", "Page", page_head + "<Content><Layer ID=\"2\">" + objects + "</Layer></Content>"),
  };
  for (const auto& more : files) {
    std::erase_if(entries, [&](const ZipEntry& entry) { return entry.name == more.name; });
    if (!more.name.ends_with(".xml")) {
      entries.push_back(more);
      continue;
    }
    // Given as "Root>inside": written with the prefix and its namespace like the others.
    const std::string text(more.bytes.begin(), more.bytes.end());
    const std::size_t mark = text.find('>');
    if (text.starts_with('<') || mark == std::string::npos) entries.push_back(more);
    else entries.push_back(file(more.name, text.substr(0, mark), text.substr(mark + 1)));
  }
  return zip(entries);
}

std::string text_object(double x, double y, const std::string& text, double size, const std::string& more,
                        const std::string& children) {
  return "<TextObject Boundary=\"" + number(x) + " " + number(y - size) + " 100 " + number(size * 1.3) + "\" Font=\"3\" Size=\"" +
         number(size) + "\" " + more + ">" + children + "<TextCode X=\"0\" Y=\"" + number(size) + "\">" + text +
         "</TextCode></TextObject>";
}

std::string block(double x, double y, double w, double h, const std::string& colour, const std::string& more) {
  return "<PathObject Boundary=\"" + number(x) + " " + number(y) + " " + number(w) + " " + number(h) +
         "\" Fill=\"true\" Stroke=\"false\" " + more + "><FillColor Value=\"" + colour + "\"/><AbbreviatedData>M 0 0 L " +
         number(w) + " 0 L " + number(w) + " " + number(h) + " L 0 " + number(h) + " C</AbbreviatedData></PathObject>";
}

std::vector<int> colour_at(const core::Page& page, double x_mm, double y_mm) {
  const int x = int(x_mm * 200 / 25.4), y = int(y_mm * 200 / 25.4);
  const std::uint8_t* pixel = page.pixels.bytes.data() + (std::size_t(y) * page.pixels.width + x) * page.pixels.channels;
  if (page.pixels.channels == 1) return {pixel[0], pixel[0], pixel[0]};
  return {pixel[0], pixel[1], pixel[2]};
}

bool is_white(const core::Page& page, double x_mm, double y_mm) {
  return colour_at(page, x_mm, y_mm) == std::vector<int>{255, 255, 255};
}

int ink(const core::Page& page, double x, double y, double w, double h) {
  int count = 0;
  for (double py = y; py < y + h; py += 25.4 / 200)
    for (double px = x; px < x + w; px += 25.4 / 200) count += !is_white(page, px, py);
  return count;
}

}  // namespace claimpack::receive::made
