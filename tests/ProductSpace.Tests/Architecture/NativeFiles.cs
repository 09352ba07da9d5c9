namespace ProductSpace.Tests.Architecture;

/// <summary>Tells machine code from managed libraries and plain files.</summary>
internal static class NativeFiles
{
    public static bool IsNative(string file)
    {
        switch (Path.GetExtension(file))
        {
            case ".pdb" or ".xml" or ".json" or ".txt":
                return false;
            case ".dll":
                using (FileStream stream = File.OpenRead(file))
                {
                    try
                    {
                        using System.Reflection.PortableExecutable.PEReader reader = new(stream);
                        return !reader.HasMetadata;
                    }
                    catch (BadImageFormatException)
                    {
                        return true;
                    }
                }

            default:
                return true;
        }
    }
}
