using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ProductSpace.Generations.Folders;

/// <summary>
/// Content of the pointer file: six lines of text that can be written in one way only, the last a checksum of the
/// others, so that every flipped bit and every cut is refused.
/// </summary>
/// <param name="Publication">
/// Number of times the pointer was set: rises by one with each publication and rollback.
/// </param>
/// <param name="Generation">The generation that it leads to.</param>
/// <param name="Newest">Highest number used so far: no number is used twice, not even after rollback and prune.</param>
/// <param name="Content">Content hash of that generation's snapshot.</param>
internal sealed record CurrentPointer(long Publication, int Generation, int Newest, UInt128 Content)
{
    public const int MaxBytes = 256;

    private const string Title = "productspace-current ";
    private const int Version = 1;

    public byte[] ToBytes()
    {
        string text = string.Create(
            CultureInfo.InvariantCulture,
            $"{Title}{Version}\npublication {Publication}\ngeneration {Generation}\n")
            + string.Create(CultureInfo.InvariantCulture, $"newest {Newest}\ncontent {Content:x32}\n");
        ulong check = XxHash3.HashToUInt64(Encoding.ASCII.GetBytes(text));
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text}check {check:x16}\n"));
    }

    /// <exception cref="GenerationException">No publisher of this version writes these bytes.</exception>
    public static CurrentPointer Parse(string path, ReadOnlySpan<byte> bytes)
    {
        string[] lines = Encoding.Latin1.GetString(bytes).Split('\n');
        if (TryParseNumber(Title, lines[0], out long version) && version > Version)
        {
            throw new GenerationException(
                $"{path}: is of version {version}, this program reads version {Version}; update ProductSpace");
        }

        if (lines.Length == 7
            && TryParseNumber("publication ", lines[1], out long publication)
            && TryParseNumber("generation ", lines[2], out long generation)
            && TryParseNumber("newest ", lines[3], out long newest)
            && TryParseHash("content ", lines[4], out UInt128 content)
            && generation is >= 1 and <= int.MaxValue && newest is >= 1 and <= int.MaxValue
            && newest >= generation && publication >= 1)
        {
            CurrentPointer pointer = new(publication, (int)generation, (int)newest, content);
            if (bytes.SequenceEqual(pointer.ToBytes()))
            {
                return pointer;
            }
        }

        throw new GenerationException(
            $"{path}: is damaged; publish again after removing it, or copy it again from where it came");
    }

    private static bool TryParseNumber(string start, string line, out long number) =>
        long.TryParse(After(start, line), NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static bool TryParseHash(string start, string line, out UInt128 hash) =>
        UInt128.TryParse(After(start, line), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out hash);

    private static ReadOnlySpan<char> After(string start, string line) =>
        line.StartsWith(start, StringComparison.Ordinal) ? line.AsSpan(start.Length) : [];
}
