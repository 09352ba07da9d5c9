using System.Globalization;
using System.IO.Hashing;
using System.Text;

namespace ProductSpace.Generations.Folders;

/// <summary>
/// What the pointer file says: six lines of text with one way only to write them, the last a checksum of the others, so that
/// every flipped bit and every cut is refused.
/// </summary>
/// <param name="Publication">How many times the pointer was set, this one included: rises by one with each publication and rollback.</param>
/// <param name="Generation">The generation that it leads to.</param>
/// <param name="Newest">The highest number given so far: numbers are not given twice, also after rollback and prune.</param>
/// <param name="Content">Content hash of that generation's snapshot.</param>
internal sealed record CurrentPointer(long Publication, int Generation, int Newest, UInt128 Content)
{
    public const int MostBytes = 256;

    private const string Title = "productspace-current ";
    private const int Version = 1;

    public byte[] ToBytes()
    {
        string text = string.Create(CultureInfo.InvariantCulture, $"{Title}{Version}\npublication {Publication}\ngeneration {Generation}\nnewest {Newest}\ncontent {Content:x32}\n");
        return Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{text}check {XxHash3.HashToUInt64(Encoding.ASCII.GetBytes(text)):x16}\n"));
    }

    /// <exception cref="GenerationException">the bytes are not what a publisher of this version writes.</exception>
    public static CurrentPointer Parse(string path, ReadOnlySpan<byte> bytes)
    {
        string[] lines = Encoding.Latin1.GetString(bytes).Split('\n');
        if (lines[0].StartsWith(Title, StringComparison.Ordinal) && int.TryParse(lines[0].AsSpan(Title.Length), NumberStyles.None, CultureInfo.InvariantCulture, out int version) && version > Version)
        {
            throw new GenerationException($"{path}: is of version {version}, this program reads version {Version}; update ProductSpace");
        }

        if (lines.Length == 7
            && long.TryParse(After("publication ", lines[1]), NumberStyles.None, CultureInfo.InvariantCulture, out long publication)
            && int.TryParse(After("generation ", lines[2]), NumberStyles.None, CultureInfo.InvariantCulture, out int generation)
            && int.TryParse(After("newest ", lines[3]), NumberStyles.None, CultureInfo.InvariantCulture, out int newest)
            && UInt128.TryParse(After("content ", lines[4]), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out UInt128 content)
            && generation >= 1 && newest >= generation && publication >= 1)
        {
            CurrentPointer pointer = new(publication, generation, newest, content);
            if (bytes.SequenceEqual(pointer.ToBytes()))
            {
                return pointer;
            }
        }

        throw new GenerationException($"{path}: is damaged; publish again after removing it, or copy it anew from where it came");
    }

    private static ReadOnlySpan<char> After(string start, string line) => line.StartsWith(start, StringComparison.Ordinal) ? line.AsSpan(start.Length) : [];
}
