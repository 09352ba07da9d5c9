using System.Buffers.Binary;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace ProductSpace.Tests.Storage.Embeddings;

/// <summary>A writer of one form, and what the form can hold: how numbers are narrowed, whether ids exist and may hold spaces.</summary>
internal sealed record Form(string Name, Func<float[][], string[], byte[]> Write)
{
    public Func<float, float> Narrow { get; init; } = x => x;

    public bool HasIds { get; init; }

    public bool SpacesInIds { get; init; }
}

/// <summary>Small writers of every form, independent of the readers.</summary>
internal static class Forms
{
    public static readonly Form[] All =
    [
        new("npy <f4", (rows, _) => Npy("<f4", rows)),
        new("npy <f2", (rows, _) => Npy("<f2", rows)) { Narrow = x => (float)(Half)x },
        new("npy <f8", (rows, _) => Npy("<f8", rows)),
        new("fvecs", (rows, _) => Fvecs(rows)),
        new("safetensors F32", (rows, _) => Safetensors("F32", rows)),
        new("safetensors F16", (rows, _) => Safetensors("F16", rows)) { Narrow = x => (float)(Half)x },
        new("safetensors BF16", (rows, _) => Safetensors("BF16", rows)) { Narrow = Truncate },
        new("word2vec binary", (rows, ids) => Binary(rows, ids, "\n")) { HasIds = true },
        new("gensim binary", (rows, ids) => Binary(rows, ids, "")) { HasIds = true },
        new("word2vec text", (rows, ids) => Text(rows, ids, " \n", header: true)) { HasIds = true, SpacesInIds = true },
        new("vec crlf", (rows, ids) => Text(rows, ids, "\r\n", header: true)) { HasIds = true, SpacesInIds = true },
        new("glove", (rows, ids) => Text(rows, ids, "\n", header: false)) { HasIds = true },
        new("word2vec text gz", (rows, ids) => Gzip(Text(rows, ids, "\n", header: true))) { HasIds = true, SpacesInIds = true },
        new("word2vec binary gz", (rows, ids) => Gzip(Binary(rows, ids, "\n"))) { HasIds = true },
    ];

    public static byte[] Npy(string descr, float[][] rows) =>
        [.. NpyHeader($"{{'descr': '{descr}', 'fortran_order': False, 'shape': ({rows.Length}, {rows[0].Length}), }}"), .. Numbers(descr[1..], rows)];

    public static byte[] NpyHeader(string dict, byte major = 1)
    {
        int prefix = major == 1 ? 10 : 12;
        string text = dict.PadRight(((prefix + dict.Length + 64) / 64 * 64) - prefix - 1) + "\n";
        byte[] length = new byte[prefix - 8];
        BinaryPrimitives.WriteUInt16LittleEndian(length, (ushort)text.Length);
        return [0x93, .. "NUMPY"u8, major, 0, .. length, .. Encoding.UTF8.GetBytes(text)];
    }

    public static byte[] Fvecs(float[][] rows) =>
        [.. rows.SelectMany(row => (byte[])[.. BitConverter.GetBytes(row.Length), .. Numbers("f4", [row])])];

    public static byte[] Safetensors(string type, float[][] rows)
    {
        byte[] data = Numbers(type, rows);
        string json = $"{{\"embedding\":{{\"dtype\":\"{type}\",\"shape\":[{rows.Length},{rows[0].Length}],\"data_offsets\":[0,{data.Length}]}}}}";
        return [.. SafetensorsHeader(json), .. data];
    }

    public static byte[] SafetensorsHeader(string json) => [.. BitConverter.GetBytes((long)json.Length), .. Encoding.UTF8.GetBytes(json)];

    public static byte[] Binary(float[][] rows, string[] ids, string end) =>
    [
        .. Encoding.UTF8.GetBytes($"{rows.Length} {rows[0].Length}\n"),
        .. rows.SelectMany((row, i) => (byte[])[.. Encoding.UTF8.GetBytes(ids[i] + " "), .. Numbers("f4", [row]), .. Encoding.UTF8.GetBytes(end)]),
    ];

    public static byte[] Text(float[][] rows, string[] ids, string end, bool header)
    {
        StringBuilder text = new(header ? $"{rows.Length} {rows[0].Length}{end.TrimStart(' ')}" : string.Empty);
        for (int i = 0; i < rows.Length; i++)
        {
            text.Append(ids[i]).Append(' ').AppendJoin(' ', rows[i].Select(x => x.ToString("R", CultureInfo.InvariantCulture))).Append(end);
        }

        return Encoding.UTF8.GetBytes(text.ToString());
    }

    public static byte[] Gzip(byte[] data)
    {
        using MemoryStream target = new();
        using (GZipStream stream = new(target, CompressionLevel.Fastest))
        {
            stream.Write(data);
        }

        return target.ToArray();
    }

    private static byte[] Numbers(string type, float[][] rows) => [.. rows.SelectMany(row => row).SelectMany(x => type switch
    {
        "f2" or "F16" => BitConverter.GetBytes((Half)x),
        "BF16" => BitConverter.GetBytes((ushort)(BitConverter.SingleToUInt32Bits(x) >> 16)),
        "f8" => BitConverter.GetBytes((double)x),
        _ => BitConverter.GetBytes(x),
    })];

    private static float Truncate(float x) => BitConverter.UInt32BitsToSingle(BitConverter.SingleToUInt32Bits(x) & 0xFFFF0000);
}
