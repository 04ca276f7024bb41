#include <archive.h>
#include <archive_entry.h>

#include <algorithm>
#include <cstdio>

#include "receive/makers.hpp"

namespace claimpack::receive::made {

namespace {

void add(Bytes& to, const std::string& text) { to.insert(to.end(), text.begin(), text.end()); }

void put_le(Bytes& bytes, std::uint32_t number, int count) {
  for (int i = 0; i < count; ++i) bytes.push_back(std::uint8_t(number >> (8 * i)));
}

std::uint32_t crc32_of(const Bytes& bytes) {
  std::uint32_t crc = ~0u;
  for (const std::uint8_t byte : bytes) {
    crc ^= byte;
    for (int i = 0; i < 8; ++i) crc = (crc & 1) != 0 ? crc >> 1 ^ 0xEDB88320u : crc >> 1;
  }
  return ~crc;
}

std::string number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%.3f", value);
  return text;
}

// Flags to extra length: the same in the local and the central header.
void put_common(Bytes& to, const ZipEntry& entry) {
  put_le(to, (entry.utf8_flag ? 0x800u : 0u) | (entry.encrypted ? 1u : 0u), 2);
  put_le(to, 0, 2);           // stored
  put_le(to, 0x58210000, 4);  // a day of 2024
  put_le(to, crc32_of(entry.bytes), 4);
  put_le(to, std::uint32_t(entry.bytes.size()), 4);
  put_le(to, std::uint32_t(entry.bytes.size()), 4);
  put_le(to, std::uint32_t(entry.name.size()), 2);
  put_le(to, 0, 2);
}

}  // namespace

Bytes pdf(const std::vector<PdfObject>& objects, const std::string& trailer) {
  Bytes bytes = bytes_of("%PDF-1.4\n");
  std::vector<std::size_t> offsets;
  for (std::size_t i = 0; i < objects.size(); ++i) {
    offsets.push_back(bytes.size());
    const auto& object = objects[i];
    add(bytes, std::to_string(i + 1) + " 0 obj\n<< " + object.dictionary);
    if (object.has_stream) add(bytes, " /Length " + std::to_string(object.stream.size()));
    add(bytes, " >>\n");
    if (object.has_stream) {
      add(bytes, "stream\n");
      bytes.insert(bytes.end(), object.stream.begin(), object.stream.end());
      add(bytes, "\nendstream\n");
    }
    add(bytes, "endobj\n");
  }
  const std::size_t table = bytes.size();
  add(bytes, "xref\n0 " + std::to_string(objects.size() + 1) + "\n0000000000 65535 f \n");
  for (const std::size_t offset : offsets) {
    char line[24];
    std::snprintf(line, sizeof line, "%010zu 00000 n \n", offset);
    add(bytes, line);
  }
  add(bytes, "trailer\n<< /Size " + std::to_string(objects.size() + 1) + " /Root 1 0 R " + trailer + " >>\nstartxref\n" +
                 std::to_string(table) + "\n%%EOF\n");
  return bytes;
}

PdfObject stream_object(const std::string& dictionary, const Bytes& stream) { return {dictionary, stream, true}; }
PdfObject content_object(const std::string& operators) { return {"", bytes_of(operators), true}; }

Bytes pdf_page(double width, double height, const std::string& operators, const std::vector<PdfObject>& images,
               const std::string& more) {
  std::string names;
  for (std::size_t i = 0; i < images.size(); ++i) names += "/I" + std::to_string(i) + " " + std::to_string(6 + i) + " 0 R ";
  std::vector<PdfObject> objects = {
      {"/Type /Catalog /Pages 2 0 R", {}, false},
      {"/Type /Pages /Kids [3 0 R] /Count 1", {}, false},
      {"/Type /Page /Parent 2 0 R /MediaBox [0 0 " + number(width) + " " + number(height) +
           "] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> /XObject << " + names + ">> >> " + more,
       {},
       false},
      content_object(operators),
      {"/Type /Font /Subtype /Type1 /BaseFont /Helvetica", {}, false},
  };
  objects.insert(objects.end(), images.begin(), images.end());
  return pdf(objects);
}

PdfObject jpeg_object(const core::Image& image, const Bytes& bytes, const std::string& more) {
  return stream_object("/Type /XObject /Subtype /Image /Width " + std::to_string(image.width) + " /Height " +
                           std::to_string(image.height) + " /BitsPerComponent 8 /Filter /DCTDecode /ColorSpace " +
                           (image.channels == 1 ? "/DeviceGray " : "/DeviceRGB ") + more,
                       bytes);
}

Bytes zip(const std::vector<ZipEntry>& entries) {
  Bytes bytes, directory;
  for (const auto& entry : entries) {
    const auto offset = std::uint32_t(bytes.size());
    put_le(bytes, 0x04034b50, 4);
    put_le(bytes, 20, 2);
    put_common(bytes, entry);
    add(bytes, entry.name);
    bytes.insert(bytes.end(), entry.bytes.begin(), entry.bytes.end());
    put_le(directory, 0x02014b50, 4);
    put_le(directory, 3 << 8 | 20, 2);  // made on Unix
    put_le(directory, 20, 2);
    put_common(directory, entry);
    put_le(directory, 0, 2);  // comment
    put_le(directory, 0, 2);  // disk
    put_le(directory, 0, 2);  // internal attributes
    put_le(directory, entry.unix_mode << 16, 4);
    put_le(directory, offset, 4);
    add(directory, entry.name);
  }
  const auto start = std::uint32_t(bytes.size());
  bytes.insert(bytes.end(), directory.begin(), directory.end());
  put_le(bytes, 0x06054b50, 4);
  put_le(bytes, 0, 4);
  put_le(bytes, std::uint32_t(entries.size()), 2);
  put_le(bytes, std::uint32_t(entries.size()), 2);
  put_le(bytes, std::uint32_t(directory.size()), 4);
  put_le(bytes, start, 4);
  put_le(bytes, 0, 2);
  return bytes;
}

void deflated_zip(const std::filesystem::path& path, const std::string& name, std::int64_t zeros) {
  archive* writer = archive_write_new();
  archive_write_set_format_zip(writer);
  need(archive_write_open_filename(writer, path.c_str()) == ARCHIVE_OK);
  archive_entry* entry = archive_entry_new();
  archive_entry_set_pathname(entry, name.c_str());
  archive_entry_set_filetype(entry, AE_IFREG);
  archive_entry_set_perm(entry, 0644);
  archive_entry_set_size(entry, zeros);
  need(archive_write_header(writer, entry) == ARCHIVE_OK);
  const Bytes piece(1 << 20, 0);
  for (std::int64_t left = zeros; left > 0; left -= std::int64_t(piece.size()))
    archive_write_data(writer, piece.data(), std::size_t(std::min<std::int64_t>(left, std::int64_t(piece.size()))));
  archive_entry_free(entry);
  archive_write_free(writer);
}

}  // namespace claimpack::receive::made
