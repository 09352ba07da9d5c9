using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Text;
using ProductSpace.Training;
using ProductSpace.Training.Corpus;
using ProductSpace.Training.Records;

namespace ProductSpace.TrainerBench.Training;

/// <summary>Plain sentences, one session a line, product ids separated by blanks: the form that word2vec.c and gensim read.</summary>
internal static class LinesCorpus
{
    public static SessionCorpus Read(string path, int minCount)
    {
        using CorpusBuilder builder = new();
        List<Token> session = [];
        using Stream file = File.OpenRead(path);
        using Stream bytes = path.EndsWith(".gz", StringComparison.Ordinal) ? new GZipStream(file, CompressionMode.Decompress) : file;
        using StreamReader reader = new(bytes);
        while (reader.ReadLine() is string line)
        {
            session.Clear();
            foreach (Range word in line.AsSpan().Split(' '))
            {
                ReadOnlySpan<char> id = line.AsSpan(word);
                if (!id.IsEmpty)
                {
                    session.Add(new Token(builder.Product(id.ToString())));
                }
            }

            builder.AddSession(CollectionsMarshal.AsSpan(session));
        }

        return builder.Finish(minCount);
    }

    /// <summary>Writes a cleaned corpus in this form, so that every trainer sees the same sessions; purchases beside views are left out.</summary>
    public static void Write(SessionCorpus corpus, string path)
    {
        using StreamWriter writer = new(path, append: false, new UTF8Encoding(false), 1 << 20) { NewLine = "\n" };
        int[] block = new int[1 << 16];
        bool isFirst = true;
        int read;
        for (long position = 0; (read = corpus.Read(position, block)) > 0; position += read)
        {
            for (int i = 0; i < read; i++)
            {
                Token token = new(block[i]);
                if (!token.IsPurchase)
                {
                    if (!isFirst)
                    {
                        writer.Write(' ');
                    }

                    string id = corpus.ProductId(token.Product);
                    writer.Write(id.Contains(' ', StringComparison.Ordinal) ? id.Replace(' ', '_') : id);
                    isFirst = false;
                }

                if (token.IsLast)
                {
                    writer.WriteLine();
                    isFirst = true;
                }
            }
        }
    }
}
