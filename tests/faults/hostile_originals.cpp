#include "faults/hostile_originals.hpp"

#include <tiffio.h>

#include "receive/makers.hpp"
#include "receive/ofd_maker.hpp"

namespace claimpack::faults {

namespace {

using namespace receive;

MutantBytes tiff_of(const std::vector<made::TiffPage>& pages) {
  const made::Folder folder;
  made::tiff(folder / "a.tif", pages);
  return made::read(folder / "a.tif");
}

MutantBytes deflated() {
  const made::Folder folder;
  made::deflated_zip(folder / "a.zip", "zeros.bmp", 1 << 20);
  return made::read(folder / "a.zip");
}

made::Ofd ofd() {
  made::Ofd ofd;
  ofd.objects = made::text_object(10, 20, "合计 100.00") + made::block(40, 10, 10, 10, "255 0 0") +
                "<ImageObject Boundary=\"10 10 20 20\" CTM=\"20 0 0 20 0 0\" ResourceID=\"50\"/>";
  ofd.resources = "<MultiMedias><MultiMedia ID=\"50\" Type=\"Image\"><MediaFile>p.png</MediaFile></MultiMedia></MultiMedias>";
  ofd.document = "<Attachments>Attachs/Attachments.xml</Attachments>";
  ofd.files = {
      {"Doc_0/Attachs/Attachments.xml",
       made::bytes_of("Attachments><Attachment ID=\"1\" Format=\"XML\"><FileLoc>invoice.xml</FileLoc></Attachment>"), true},
      {"Doc_0/Attachs/invoice.xml", made::bytes_of("eInvoice><Total>100.00</Total>"), true},
      {"Doc_0/p.png", made::png(made::coloured_page(16, 16)), true}};
  return ofd;
}

void add_pictures(std::vector<Original>& all) {
  const auto grey = made::page(200, 150), colour = made::coloured_page(160, 120);
  all.push_back({"grey.jpg", made::jpeg(grey, 200, 6)});
  all.push_back({"progressive.jpg", made::jpeg(colour, 300, 0, true)});
  all.push_back({"cmyk.jpg", made::cmyk_jpeg(64, 64)});
  all.push_back({"grey.png", made::png(grey, 200)});
  all.push_back({"colour.png", made::png(colour)});
  all.push_back({"alpha.png", made::png_raw(16, 16, 8, 6, MutantBytes(16 * 16 * 4, 0x5a))});
  all.push_back({"bits.png", made::png_raw(64, 16, 1, 0, MutantBytes(8 * 16, 0x5a))});
  all.push_back({"colour.bmp", made::bmp(colour, 200)});
  all.push_back({"odd.bmp", made::bmp(made::coloured_page(33, 7))});
}

void add_tiffs(std::vector<Original>& all) {
  const auto grey = made::page(200, 150), colour = made::coloured_page(160, 128), second = made::page(96, 64);
  all.push_back({"multi-g4.tif", tiff_of({{&grey, COMPRESSION_CCITTFAX4, 0, 40, 1, 1, 0, 200},
                                          {&second, COMPRESSION_CCITTFAX4, 1, 0, 2, 1, 0, 200},
                                          {&grey, COMPRESSION_CCITTFAX4, 0, 0, 1, 1, 0, 300, 6}})});
  all.push_back({"multi-lzw.tif", tiff_of({{&colour, COMPRESSION_LZW, 2, 16}, {&second, COMPRESSION_LZW, 1, 16}})});
  all.push_back({"packbits.tif", tiff_of({{&second, COMPRESSION_PACKBITS, 1, 16}})});
  all.push_back({"deflate.tif", tiff_of({{&colour, COMPRESSION_ADOBE_DEFLATE, 2, 32}})});
  all.push_back({"ycbcr.tif", tiff_of({{&colour, COMPRESSION_JPEG, PHOTOMETRIC_YCBCR, 16}})});
  all.push_back({"tiles.tif", tiff_of({{&second, COMPRESSION_NONE, 1, 0, 1, 8, 32}})});
}

void add_documents(std::vector<Original>& all) {
  const auto grey = made::page(124, 175);
  const auto picture = made::jpeg(grey, 72);
  const std::string text = "BT /F1 12 Tf 72 760 Td (Total 100.00) Tj 0 -20 Td (and once more over the very same dog.) Tj ET\n";
  all.push_back({"scan.pdf", made::pdf_page(595, 842, "q 595 0 0 842 0 0 cm /I0 Do Q\n", {made::jpeg_object(grey, picture)})});
  all.push_back({"born-digital.pdf", made::pdf_page(300, 200, text)});
  all.push_back({"mixed.pdf", made::pdf_page(300, 200, "q 100 0 0 100 0 0 cm /I0 Do Q\n" + text,
                                             {made::jpeg_object(grey, picture)}, "/Rotate 90")});
  all.push_back({"invoice.ofd", ofd().bytes()});
  made::Ofd plain;
  plain.objects = made::text_object(5, 10, "门诊收费票据");
  all.push_back({"plain.ofd", plain.bytes()});
  all.push_back(
      {"pages.zip",
       made::zip({{"甲/1.jpg", picture, true}, {"甲/2.png", made::png(grey), true}, {"说明.txt", made::bytes_of("a"), true}})});
  all.push_back({"nested.zip", made::zip({{"a.ofd", plain.bytes()}, {"b.tif", tiff_of({{&grey, COMPRESSION_LZW, 1, 16}})}})});
  all.push_back({"deflated.zip", deflated()});
  all.push_back(
      {"intake.json",
       made::bytes_of(R"({"claim_id": "A-1", "region": "xiamen", "claim_type": "inpatient", "submitted_on": "2026-03-20",
 "submitter": "self", "channel": "counter", "claimant": {"name": "甲", "id_number": "35020619900307001X"}, "hospital": {"name": "示例医院",
 "level": 3, "designated": true, "networked": false}, "filing": {"category": "referral", "start": "2026-03-01", "end": null,
 "regions": ["上海市"], "hospitals": []}, "flags": {"trauma": false, "rescue": true}})")});
}

}  // namespace

std::vector<Original> hostile_originals() {
  std::vector<Original> all;
  add_pictures(all);
  add_tiffs(all);
  add_documents(all);
  return all;
}

}  // namespace claimpack::faults
