using System.Text;
using System.Text.Unicode;

namespace ProductSpace.Cli.Arguments;

/// <summary>Reads a file of product ids: UTF-8, one id a line, taken as it stands; empty lines are skipped.</summary>
internal static class IdFile
{
    /// <summary>Largest file; another one given by mistake is refused before it fills the memory.</summary>
    private const int MostBytes = 64 << 20;

    /// <exception cref="BuildInputException">The file is too large, or no UTF-8, or holds no id.</exception>
    public static string[] Read(string path)
    {
        byte[] bytes = ReadBytes(path);
        ReadOnlySpan<byte> rest = bytes;
        rest = rest.StartsWith(Encoding.UTF8.Preamble) ? rest[Encoding.UTF8.Preamble.Length..] : rest;
        List<string> ids = [];
        for (int number = 1; !rest.IsEmpty; number++)
        {
            int end = rest.IndexOf((byte)'\n');
            ReadOnlySpan<byte> line = end < 0 ? rest : rest[..end];
            rest = end < 0 ? default : rest[(end + 1)..];
            line = line.EndsWith("\r"u8) ? line[..^1] : line;
            if (!Utf8.IsValid(line))
            {
                throw new BuildInputException($"{path} line {number}: is no UTF-8; write the ids as UTF-8, one a line");
            }

            if (!line.IsEmpty)
            {
                ids.Add(Encoding.UTF8.GetString(line));
            }
        }

        return ids.Count > 0
            ? [.. ids]
            : throw new BuildInputException($"{path}: holds no id; write the ids as UTF-8, one a line");
    }

    private static byte[] ReadBytes(string path)
    {
        if (Directory.Exists(path))
        {
            throw new BuildInputException($"{path}: is a directory, a file of ids is needed, one a line");
        }

        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using MemoryStream content = new();
        byte[] block = new byte[1 << 16];
        int read;
        while ((read = file.Read(block)) > 0)
        {
            content.Write(block, 0, read);
            if (content.Length > MostBytes)
            {
                throw new BuildInputException(
                    $"{path}: is larger than {MostBytes} bytes; a file of ids is needed, one a line");
            }
        }

        return content.ToArray();
    }
}
