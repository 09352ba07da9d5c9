using System.Text;
using System.Text.Unicode;
using CsCheck;
using ProductSpace.Storage;

namespace ProductSpace.Tests.Storage;

public class TextStreamTests
{
    private static readonly byte[][] s_parts =
        [[(byte)'a'], [(byte)'\n'], [0xC3, 0xBC], [0xE2, 0x82, 0xAC], [0xF0, 0x9F, 0x91, 0x9F], [0xC3], [0xBC], [0xE2, 0x82], [0xF6], [0xED, 0xA0, 0x80]];

    private static readonly Gen<byte[]> s_bytes =
        Gen.Int[0, s_parts.Length - 1].Array[0, 12].Select(parts => parts.SelectMany(part => s_parts[part]).ToArray());

    [Fact]
    public void Add_AnyPieces_FindsTheFirstFaultAndItsLine() =>
        Gen.Select(s_bytes, Gen.Int[1, 5].Array[1, 40]).Sample((bytes, pieces) =>
        {
            Utf8Scan scan = new();
            int at = 0;
            for (int i = 0; at < bytes.Length; i++)
            {
                int length = Math.Min(pieces[i % pieces.Length], bytes.Length - at);
                scan.Add(bytes.AsSpan(at, length));
                at += length;
            }

            scan.Finish();
            int fault = Utf8Scan.FirstFault(bytes);
            return fault == bytes.Length
                ? scan.FaultOffset == -1 && Utf8.IsValid(bytes)
                : scan.FaultOffset == fault && scan.FaultByte == bytes[fault] && scan.Line == bytes.Take(fault).Count(one => one == '\n') + 1;
        });

    [Fact]
    public void Read_BytesOfWindows1252_RefusedWithLineAndByte()
    {
        byte[] bytes = [.. "id\np-1,M"u8, 0xF6, .. "bel\n"u8];
        Assert.Equal(
            "shop.csv line 2: byte 8 (0xF6) is no UTF-8; save the file as UTF-8, or say what it is (--encoding windows-1252)",
            Assert.Throws<BuildInputException>(() => Text(bytes)).Message);
        Assert.Equal("id\np-1,M\u00F6bel\n", Text(bytes, CodePagesEncodingProvider.Instance.GetEncoding(1252)));
        Assert.Equal("id\np-1,M\u00F6bel\n", Text(bytes, Encoding.Latin1));
    }

    [Fact]
    public void Read_CharacterCutAtTheEnd_Refused() =>
        Assert.Contains("line 1: byte 1 (0xE2)", Assert.Throws<BuildInputException>(() => Text([(byte)'a', 0xE2, 0x82])).Message, StringComparison.Ordinal);

    [Fact]
    public void Read_Utf8StatedAsAnother_Refused()
    {
        byte[] bytes = Encoding.UTF8.GetBytes("M\u00F6bel");
        Assert.Contains("is UTF-8", Assert.Throws<BuildInputException>(() => Text(bytes, Encoding.Latin1)).Message, StringComparison.Ordinal);
        Assert.Equal("M\u00F6bel", Text(bytes, Encoding.UTF8));
        Assert.Equal("plain", Text([.. "plain"u8], Encoding.Latin1));
    }

    [Fact]
    public void Read_MarkOfUtf16OrUtf8_IsStrongerThanTheStatedEncoding()
    {
        foreach (Encoding encoding in new[] { Encoding.Unicode, Encoding.BigEndianUnicode, Encoding.UTF8 })
        {
            byte[] bytes = [.. encoding.GetPreamble(), .. encoding.GetBytes("M\u00F6bel")];
            Assert.Equal("M\u00F6bel", Text(bytes, Encoding.Latin1));
            Assert.Equal("M\u00F6bel", Text(bytes));
        }
    }

    [Fact]
    public void Read_BytesThatTheStatedEncodingLacks_Refused() =>
        Assert.Contains("is no text in shift_jis", Assert.Throws<BuildInputException>(() => Text([0x81, 0x20], CodePagesEncodingProvider.Instance.GetEncoding(932))).Message, StringComparison.Ordinal);

    private static string Text(byte[] bytes, Encoding? encoding = null)
    {
        using StreamReader reader = new(TextStream.Open("shop.csv", new MemoryStream(bytes), encoding), Encoding.UTF8);
        return reader.ReadToEnd();
    }
}
