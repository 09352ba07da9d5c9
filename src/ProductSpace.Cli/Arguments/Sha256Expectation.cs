using System.Security.Cryptography;
using ProductSpace.Memory;

namespace ProductSpace.Cli.Arguments;

/// <summary>
/// Expected SHA-256 of snapshots: one number, or a list as `sha256sum` writes it, which names files. It protects
/// against forgery, which the snapshot's own checksums cannot detect; the number must come from another source than the
/// file.
/// </summary>
internal sealed class Sha256Expectation
{
    private const int MostListBytes = 1 << 20;

    private readonly string? _all;
    private readonly Dictionary<string, string> _byName = new(StringComparer.Ordinal);
    private readonly string _source;

    private Sha256Expectation(string source, string? all)
    {
        _source = source;
        _all = all;
    }

    /// <summary>Parses the option; null if the sum is only to be printed.</summary>
    /// <exception cref="UsageException">The text is neither a number nor a file.</exception>
    /// <exception cref="InvalidDataException">The file is no list of sums.</exception>
    public static Sha256Expectation? Parse(string? text)
    {
        if (text is null)
        {
            return null;
        }

        if (IsSum(text))
        {
            return new Sha256Expectation("--sha256", text.ToLowerInvariant());
        }

        if (!File.Exists(text))
        {
            throw new UsageException(
                $"--sha256 takes 64 hexadecimal digits, a file as sha256sum writes it, or nothing, to print; {text} "
                + "is neither");
        }

        Sha256Expectation list = new(text, null);
        byte[] bytes = SystemFiles.Instance.ReadSmall(text, MostListBytes)!;
        if (bytes.Length > MostListBytes)
        {
            throw new InvalidDataException(
                $"{text}: is longer than {MostListBytes} bytes, too long for a list of sums");
        }

        int number = 0;
        foreach (string line in System.Text.Encoding.UTF8.GetString(bytes).Split('\n', StringSplitOptions.TrimEntries))
        {
            number++;
            if (line.Length == 0)
            {
                continue;
            }

            // "SUM  name", or "SUM *name" for bytes.
            if (line.Length < 67 || !IsSum(line[..64]) || line[64] != ' ' || line[65] is not (' ' or '*'))
            {
                throw new InvalidDataException(
                    $"{text}: line {number} is not as sha256sum writes it (64 hexadecimal digits, two spaces, a name)");
            }

            list._byName[Path.GetFileName(line[66..])] = line[..64].ToLowerInvariant();
        }

        return list;
    }

    /// <summary>Computes the SHA-256 of mapped bytes, in lower-case hexadecimal digits.</summary>
    public static string Of(
        NativeView<byte> bytes, IProgress<BuildProgress>? progress, CancellationToken cancellationToken)
    {
        const int step = 1 << 22;
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long start = 0; start < bytes.Length; start += step)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress?.Report(new BuildProgress("SHA-256", start, bytes.Length));
            hash.AppendData(bytes.Slice(start, (int)Math.Min(step, bytes.Length - start)));
        }

        progress?.Report(new BuildProgress("SHA-256", bytes.Length, bytes.Length));
        return Convert.ToHexStringLower(hash.GetHashAndReset());
    }

    /// <exception cref="InvalidDataException">The sum differs, or the list does not have the file.</exception>
    public void Check(string path, string sum)
    {
        string? expected = _all ?? _byName.GetValueOrDefault(Path.GetFileName(path));
        if (expected is null)
        {
            throw new InvalidDataException(
                $"{path}: {_source} has no sum for it; it names "
                + $"{string.Join(", ", _byName.Keys.Take(5).Select(Storage.Printable.Shown))}");
        }

        if (expected != sum)
        {
            throw new InvalidDataException(
                $"{path}: its SHA-256 is {sum}, {_source} says {expected}; it is not the expected file: fetch it "
                + "again from the source of the sum");
        }
    }

    private static bool IsSum(string text) => text.Length == 64 && text.All(char.IsAsciiHexDigit);
}
