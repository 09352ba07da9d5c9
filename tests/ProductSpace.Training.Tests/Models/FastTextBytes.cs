using System.Text;

namespace ProductSpace.Training.Tests.Models;

/// <summary>Writes a fastText .bin by hand, field by field as args.cc, dictionary.cc and matrix.cc do.</summary>
internal sealed record FastTextBytes
{
    public string[] Words { get; init; } = ["</s>", "boot", "shoe"];

    public int Dimension { get; init; } = 2;

    public int Version { get; init; } = 12;

    public int Bucket { get; init; }

    public int MaxN { get; init; }

    public int WordNgrams { get; init; } = 1;

    public int Loss { get; init; } = 2;

    public int Model { get; init; } = 2;

    public int Labels { get; init; }

    public long Pruned { get; init; } = -1;

    public bool Quantised { get; init; }

    public float First { get; init; } = 1;

    public byte[] Write()
    {
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        int[] arguments = [Dimension, 5, 5, 1, 5, WordNgrams, Loss, Model, Bucket, 0, MaxN, 100];
        writer.Write(793712314);
        writer.Write(Version);
        foreach (int argument in arguments)
        {
            writer.Write(argument);
        }

        writer.Write(1e-4);
        writer.Write(Words.Length);
        writer.Write(Words.Length - Labels);
        writer.Write(Labels);
        writer.Write(99L);
        writer.Write(Pruned);
        for (int word = 0; word < Words.Length; word++)
        {
            writer.Write(Encoding.UTF8.GetBytes(Words[word]));
            writer.Write((byte)0);
            writer.Write(50L - word);
            writer.Write((sbyte)(word < Words.Length - Labels ? 0 : 1));
        }

        writer.Write(Quantised);
        WriteMatrix(writer, Words.Length - Labels + Bucket, First);
        writer.Write(false);
        WriteMatrix(writer, Words.Length - Labels, -First);
        return stream.ToArray();
    }

    private void WriteMatrix(BinaryWriter writer, int rows, float first)
    {
        writer.Write((long)rows);
        writer.Write((long)Dimension);
        for (int i = 0; i < rows * Dimension; i++)
        {
            writer.Write(first * (i + 1));
        }
    }
}
